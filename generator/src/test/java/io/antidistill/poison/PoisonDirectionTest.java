package io.antidistill.poison;

import static io.antidistill.model.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.Golden;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.Parameters;
import io.antidistill.model.TorchRuntime;
import io.antidistill.weights.ModelFormatException;
import io.antidistill.weights.SafetensorsFile;
import io.antidistill.weights.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoisonDirectionTest {
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

    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void isTheReferenceGradientAtUnitNorm(Golden golden) {
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection direction = build(proxy, golden)) {
            float norm = golden.floats("grad_norm")[0];
            assertThat(direction.rawNorm()).isCloseTo(norm, within(1e-4 * Math.max(1, norm)));
            assertThat(direction.tensors().norm()).isCloseTo(1, within(1e-5));
            assertThat(direction.metadata().lossValue()).isCloseTo(golden.floats("completion_loss")[0], within(1e-4));
            for (String name : proxy.parameters().names()) {
                float[] expected = golden.floats("grad." + name);
                for (int i = 0; i < expected.length; i++) {
                    expected[i] /= norm;
                }
                assertClose(name, direction.tensors().get(name).toFloatArray(), expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void recordsTheScoresStandardDeviation(Golden golden) {
        float[] score = golden.floats("delta_exact"); // B, T, V
        int length = golden.tokens()[0].length;
        int vocabulary = score.length / golden.tokens().length / length;
        double[] counted = IntStream.range(0, score.length)
                .filter(i ->
                        i / vocabulary % length >= Golden.PROMPT_LENGTH - 1 && i / vocabulary % length < length - 1)
                .mapToDouble(i -> score[i])
                .toArray();
        double mean = Arrays.stream(counted).average().orElseThrow();
        double variance = Arrays.stream(counted)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow();
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection direction = build(proxy, golden)) {
            double expected = Math.sqrt(variance);
            assertThat(direction.metadata().scoreSd().orElseThrow()).isCloseTo(expected, within(1e-4 * expected));
            assertThat(direction.metadata().traceCount()).hasValue(golden.tokens().length);
        }
    }

    @Test
    void manyTracesAccumulateToTheSameDirectionAsFew() {
        Golden golden = Golden.of("llama-teacher");
        List<CompletionExample> many = new ArrayList<>(); // 2 x 24 tokens each: several batches
        for (int i = 0; i < 60; i++) {
            many.addAll(golden.examples());
        }
        List<Integer> progress = new ArrayList<>();
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection few = build(proxy, golden);
                PoisonDirection accumulated = PoisonDirectionBuilder.build(runtime, proxy, many, progress::add)) {
            assertThat(accumulated.rawNorm()).isCloseTo(few.rawNorm(), within(1e-5));
            for (String name : proxy.parameters().names()) {
                assertClose(
                        name,
                        accumulated.tensors().get(name).toFloatArray(),
                        few.tensors().get(name).toFloatArray());
            }
            assertThat(progress).hasSizeGreaterThan(1).isSorted().endsWith(120);
        }
    }

    @Test
    void buildingLeavesTheProxyAsItWas() {
        Golden golden = Golden.of("qwen2-proxy");
        try (LanguageModel proxy = golden.load(runtime)) {
            String before = proxy.parameters().sha256();

            build(proxy, golden).close();

            assertThat(proxy.parameters().sha256()).isEqualTo(before);
            assertThat(proxy.parameters().names())
                    .noneMatch(name -> proxy.parameters().get(name).hasGradient());
        }
    }

    @Test
    void aSavedDirectionComesBackTheSame() {
        Golden golden = Golden.of("qwen3-headdim");
        Path file = directory.resolve("poison.safetensors");
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection made = build(proxy, golden)) {
            made.save(file);
            try (PoisonDirection read = PoisonDirection.load(runtime, file, proxy)) {
                assertThat(read.id()).isEqualTo(made.id()).hasSize(12);
                assertThat(read.metadata()).isEqualTo(made.metadata());
                assertThat(read.tensors().sha256()).isEqualTo(made.tensors().sha256());
            }
        }
    }

    @Test
    void aDirectionForAnotherProxyIsRefused() {
        Golden golden = Golden.of("qwen2-proxy");
        Path file = directory.resolve("poison.safetensors");
        try (LanguageModel proxy = golden.load(runtime);
                LanguageModel other = Golden.of("llama-teacher").load(runtime);
                PoisonDirection made = build(proxy, golden)) {
            made.save(file);
            assertThatThrownBy(() -> PoisonDirection.load(runtime, file, other))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("was made for other weights")
                    .hasMessageContaining("antidistill poison");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "poison_format_version",
                "raw_norm",
                "loss_kind",
                "loss_value",
                "token_count",
                "proxy_sha256",
                "traces_sha256",
                "rank"
            })
    void aFileThatLacksAFieldIsRefused(String field) {
        assertRefused((tensors, metadata) -> metadata.remove(field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "-1", "0", "Infinity", "much"})
    void aNormThatIsNoneIsRefused(String norm) {
        assertRefused((tensors, metadata) -> metadata.put("raw_norm", norm));
    }

    @ParameterizedTest
    @CsvSource({"score_sd, NaN", "score_sd, -1", "trace_count, 0", "trace_count, many", "rank, 0", "rank_error, 1.5"})
    void whatIsRecordedBesidesIsCheckedToo(String field, String value) {
        assertRefused((tensors, metadata) -> metadata.put(field, value));
    }

    /** Files from before these were recorded. */
    @Test
    void aFileNeedNotRecordCountOrDeviation() {
        Golden golden = Golden.of("qwen2-proxy");
        Path file = directory.resolve("poison.safetensors");
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection made = build(proxy, golden)) {
            Map<String, String> metadata = new HashMap<>(made.metadata().toMap());
            metadata.keySet().removeAll(List.of("score_sd", "trace_count"));
            made.tensors().save(file, metadata);
            try (PoisonDirection read = PoisonDirection.load(runtime, file, proxy)) {
                assertThat(read.metadata().scoreSd()).isEmpty();
                assertThat(read.metadata().toMap()).isEqualTo(metadata);
            }
        }
    }

    @Test
    void numbersThatAreNotFiniteAreRefused() {
        assertRefused((tensors, metadata) -> tensors.get("model.norm.weight").divi(0));
    }

    @Test
    void numbersThatAreNotAtUnitNormAreRefused() {
        assertRefused((tensors, metadata) -> tensors.get("model.norm.weight").addi(1));
    }

    @Test
    void missingTensorsAreRefused() {
        assertRefused((tensors, metadata) -> tensors.remove("model.norm.weight"));
    }

    @Test
    void tensorsOfAnotherShapeAreRefused() {
        assertRefused((tensors, metadata) -> tensors.put(
                "model.norm.weight", tensors.get("model.norm.weight").reshape(2, 16)));
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        Golden golden = Golden.of("qwen2-proxy");
        Path file = directory.resolve("poison.safetensors");
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection made = build(proxy, golden)) {
            made.save(file);
            Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 5000));
            assertThatThrownBy(() -> PoisonDirection.load(runtime, file, proxy))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    private interface Damage {
        void doTo(Map<String, NDArray> tensors, Map<String, String> metadata);
    }

    private void assertRefused(Damage damage) {
        Golden golden = Golden.of("qwen2-proxy");
        Path file = directory.resolve("poison.safetensors");
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection made = build(proxy, golden);
                Parameters copy = made.tensors().copy()) {
            made.save(file);
            Map<String, String> metadata =
                    new HashMap<>(SafetensorsFile.open(file).metadata());
            Map<String, NDArray> tensors = new HashMap<>();
            copy.names().forEach(name -> tensors.put(name, copy.get(name)));
            damage.doTo(tensors, metadata);
            SafetensorsWriter.write(file, tensors, metadata);
            assertThatThrownBy(() -> PoisonDirection.load(runtime, file, proxy))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("antidistill poison")
                    .hasMessageNotContaining("\n");
        }
    }

    private static PoisonDirection build(LanguageModel proxy, Golden golden) {
        return PoisonDirectionBuilder.build(runtime, proxy, golden.examples(), done -> {});
    }
}
