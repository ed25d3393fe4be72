package io.antidistill.model;

import static io.antidistill.model.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.antidistill.tokenizer.ChatMessage;
import io.antidistill.weights.ModelConfig;
import io.antidistill.weights.ModelFormatException;
import io.antidistill.weights.SafetensorsWriter;
import io.antidistill.weights.Shards;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LanguageModelTest {
    private static final List<ChatMessage> QUESTION = List.of(new ChatMessage("user", "what is two plus two"));
    private static TorchRuntime runtime;

    @TempDir
    Path directory;

    @BeforeAll
    static void open() {
        runtime = TorchRuntime.open();
    }

    @AfterAll
    static void close() {
        runtime.close();
    }

    @Test
    void aConversationBecomesTokensUpToTheAnswer() {
        try (LanguageModel model = wordModel(14)) {
            assertThat(model.promptIds(QUESTION)).containsExactly(1, 3, 6, 7, 8, 9, 8, 4);
            assertThat(model.stopTokenIds()).containsExactly(2);
        }
    }

    @Test
    void anExampleEndsWithTheEndToken() {
        try (LanguageModel model = wordModel(14)) {
            CompletionExample example = model.example(QUESTION, "four .");

            assertThat(example.ids()).containsExactly(1, 3, 6, 7, 8, 9, 8, 4, 10, 13, 2);
            assertThat(example.promptLength()).isEqualTo(8);
            assertThat(example.completionTokens()).isEqualTo(3);
        }
    }

    @Test
    void aSavedModelComesBackTheSame() {
        try (LanguageModel model = wordModel(14);
                NDManager manager = runtime.newManager()) {
            model.save(directory);
            try (LanguageModel read = LanguageModel.load(runtime, directory)) {
                assertThat(read.sha256()).isEqualTo(model.sha256());
                assertThat(read.config()).isEqualTo(model.config());
                assertThat(read.promptIds(QUESTION)).isEqualTo(model.promptIds(QUESTION));
                int[][] tokens = {{1, 3, 6}};
                assertThat(read.decoder().logits(manager, tokens).toFloatArray())
                        .isEqualTo(model.decoder().logits(manager, tokens).toFloatArray());
            }
        }
    }

    @Test
    void aTokenizerLargerThanTheVocabularyIsRefused() {
        assertThatThrownBy(() -> wordModel(13).close())
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("14 tokens")
                .hasMessageContaining("vocab_size of 13");
    }

    @Test
    void modelsOfOneTokenizerArePartnersHoweverTheyArePadded() {
        try (LanguageModel model = wordModel(14);
                LanguageModel padded = wordModel(20)) {
            model.requireSameVocabulary(padded);
            padded.requireSameVocabulary(model);
            assertThat(padded.vocabularySize())
                    .isEqualTo(model.vocabularySize())
                    .isEqualTo(14);
        }
    }

    @Test
    void aModelWithAnotherTokenizerIsRefusedAsPartner() throws IOException {
        try (LanguageModel model = wordModel(14)) {
            model.save(directory);
            Path file = directory.resolve("tokenizer.json");
            Files.writeString(file, Files.readString(file).replace("four", "five"));
            try (LanguageModel other = LanguageModel.load(runtime, directory)) {
                assertThatThrownBy(() -> model.requireSameVocabulary(other))
                        .isInstanceOf(ModelFormatException.class)
                        .hasMessageContaining("another vocabulary (14 tokens)");
            }
        }
    }

    @Test
    void withoutATokenizerTheSizesDecide() {
        try (LanguageModel model = wordModel(160);
                LanguageModel smaller = wordModel(20);
                LanguageModel golden = Golden.of("qwen2-proxy").load(runtime)) {
            model.requireSameVocabulary(golden);
            assertThatThrownBy(() -> smaller.requireSameVocabulary(golden))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("another vocabulary (160 tokens)");
        }
    }

    @Test
    void aBaseModelWithoutAChatTemplateReadsTextButRefusesMessages() throws IOException {
        try (LanguageModel model = wordModel(14)) {
            model.save(directory);
            Files.writeString(directory.resolve("tokenizer_config.json"), "{}");
            try (LanguageModel base = LanguageModel.load(runtime, directory)) {
                assertThat(base.tokenizer().encode("four ."))
                        .isEqualTo(model.tokenizer().encode("four ."));
                assertThatThrownBy(() -> base.promptIds(QUESTION))
                        .isInstanceOf(ModelFormatException.class)
                        .hasMessageContaining("has no chat_template; give a chat model");
            }
        }
    }

    @Test
    void aModelWithoutATokenizerComputesButRefusesText() {
        try (LanguageModel model = Golden.of("qwen2-proxy").load(runtime)) {
            assertThatThrownBy(() -> model.promptIds(QUESTION))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("has no tokenizer");
        }
    }

    @Test
    void weightsThatLackATensorAreRefused() {
        assertWeightsRefused(tensors -> tensors.remove("model.norm.weight"), "lacks the tensor model.norm.weight");
    }

    @Test
    void weightsOfAnotherShapeAreRefused() {
        assertWeightsRefused(
                tensors -> tensors.put(
                        "model.norm.weight", tensors.get("model.norm.weight").reshape(2, 16)),
                "model.norm.weight has shape [2, 16]");
    }

    @Test
    void weightsThatHaveNoPlaceAreRefused() {
        assertWeightsRefused(
                tensors -> tensors.put("model.norm.bias", tensors.get("model.norm.weight")),
                "model.norm.bias has no place");
    }

    @Test
    void aRedundantOutputHeadOfATiedModelIsIgnored() throws IOException {
        try (LanguageModel model = Golden.of("qwen2-proxy").load(runtime)) {
            Map<String, NDArray> tensors = new HashMap<>(model.parameters().tensors());
            tensors.put("lm_head.weight", tensors.get("model.embed_tokens.weight"));
            model.config().write(directory);
            SafetensorsWriter.write(directory.resolve("model.safetensors"), tensors, Map.of());
            try (LanguageModel read = LanguageModel.load(runtime, directory)) {
                assertThat(read.sha256()).isEqualTo(model.sha256());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void weightsInSeveralFilesGiveTheSameModel(Golden golden) throws IOException {
        Shards.split(golden.directory(), 3, directory);
        try (LanguageModel whole = golden.load(runtime);
                LanguageModel split = LanguageModel.load(runtime, directory);
                NDManager manager = runtime.newManager()) {
            assertThat(split.sha256()).isEqualTo(whole.sha256());
            assertThat(split.decoder().logits(manager, golden.tokens()).toFloatArray())
                    .isEqualTo(whole.decoder().logits(manager, golden.tokens()).toFloatArray());
        }
    }

    private interface Change {
        void to(Map<String, NDArray> tensors);
    }

    private void assertWeightsRefused(Change change, String named) {
        try (LanguageModel model = Golden.of("qwen2-proxy").load(runtime);
                Parameters copy = model.parameters().copy()) {
            Map<String, NDArray> tensors = new HashMap<>(copy.tensors());
            change.to(tensors);
            model.config().write(directory);
            SafetensorsWriter.write(directory.resolve("model.safetensors"), tensors, Map.of());
            assertThatThrownBy(() -> LanguageModel.load(runtime, directory))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("model.safetensors")
                    .hasMessageContaining(named);
        }
    }

    /** The numbers are exact in all three types; an odd header length leaves them unaligned. */
    @ParameterizedTest
    @CsvSource({"F16, 003E00C0", "BF16, C03F00C0", "F32, 0000C03F000000C0"})
    void halfPrecisionAndUnalignedTensorsAreRead(String dtype, String hex) throws IOException {
        byte[] data = HexFormat.of().parseHex(hex);
        String header = "{\"x\":{\"dtype\":\"" + dtype + "\",\"shape\":[2],\"data_offsets\":[0," + data.length + "]}}";
        String padded = header + " ".repeat(1 - header.length() % 2);
        Path file = directory.resolve("x.safetensors");
        Files.write(
                file,
                ByteBuffer.allocate(8 + padded.length() + data.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(padded.length())
                        .put(padded.getBytes(StandardCharsets.UTF_8))
                        .put(data)
                        .array());
        try (Parameters parameters = Parameters.read(runtime, file)) {
            assertClose("x", parameters.get("x").toFloatArray(), new float[] {1.5f, -2});
        }
    }

    @Test
    void weightsOfWholeNumbersAreRefused() {
        Path file = Golden.of("qwen2-proxy").file().path(); // its input_ids are I64
        assertThatThrownBy(() -> Parameters.read(runtime, file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("has dtype I64");
    }

    private static LanguageModel wordModel(int vocabulary) {
        ModelConfig config = SmallConfigs.llama(vocabulary);
        try {
            Path words = Path.of(
                    LanguageModelTest.class.getResource("/tokenizer/words").toURI());
            return LanguageModel.of(runtime, words, config, Parameters.initialise(runtime, config, 1));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
