package io.antidistill.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.model.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void whatIsWrittenReadsTheSame(Golden golden) {
        ModelConfig config = ModelConfig.read(golden.directory());

        config.write(directory);

        assertThat(ModelConfig.read(directory)).isEqualTo(config);
    }

    @Test
    void readsWhatTheDecoderNeeds() {
        ModelConfig config = ModelConfig.read(Golden.of("llama3-rope-tied").directory());

        assertThat(config.width()).isEqualTo(48);
        assertThat(config.headWidth()).isEqualTo(12);
        assertThat(config.tied()).isTrue();
        assertThat(config.ropeScaling()).contains(new RopeScaling(8, 1, 4, 64));
        assertThat(config.eosTokenIds()).containsExactly(2);
    }

    static Stream<Arguments> badFields() {
        List<String> bad = List.of("", "null", "\"text\"", "-1", "0", "1e99", "1e999", "[]", "{}", "true", "[1]");
        return Stream.of(
                        "model_type",
                        "vocab_size",
                        "hidden_size",
                        "num_hidden_layers",
                        "num_attention_heads",
                        "intermediate_size",
                        "max_position_embeddings",
                        "rms_norm_eps",
                        "rope_theta")
                .flatMap(field -> bad.stream()
                        .filter(value -> !(field.equals("rope_theta") && value.equals("1e99")))
                        .map(value -> Arguments.of(field, value)));
    }

    @ParameterizedTest
    @MethodSource("badFields")
    void whatIsMissingOrAbsurdIsNamed(String field, String value) throws IOException {
        ObjectNode json = golden();
        json.remove(field);
        assertRefused(with(json, field, value), field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "num_key_value_heads | 0",
                "num_key_value_heads | \"two\"",
                "head_dim | -8",
                "head_dim | 99999998",
                "num_hidden_layers | 1000000000",
                "vocab_size | 2000000000",
                "tie_word_embeddings | \"yes\"",
                "tie_word_embeddings | 1",
                "attention_bias | {}",
                "use_sliding_window | \"false\"",
                "layer_types | \"full_attention\"",
                "layer_types | [1]",
                "rope_scaling | 4",
                "rope_scaling | \"yarn\"",
                "rope_parameters | []",
                "hidden_act | 1",
                "architectures | \"LlamaForCausalLM\"",
                "partial_rotary_factor | \"half\"",
                "eos_token_id | \"</s>\"",
                "eos_token_id | [1, -1]",
                "eos_token_id | [1.5]"
            })
    void optionalFieldsAreCheckedToo(String field, String value) throws IOException {
        assertRefused(with(golden(), field, value), field);
    }

    @Test
    void aFieldOfManyLinesIsNamedInOne() throws IOException {
        ObjectNode json = golden();
        json.put("model_type", "a\nb".repeat(1000));
        assertRefused(json, "model_type a b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"use_sliding_window\": true} | use_sliding_window",
                "{\"layer_types\": [\"full_attention\", \"sliding_attention\"]} | sliding_attention",
                "{\"model_type\": \"mamba\"} | model_type mamba",
                "{\"hidden_act\": \"gelu\"} | hidden_act gelu",
                "{\"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 4}} | rope scaling yarn",
                "{\"rope_scaling\": {\"type\": \"linear\", \"factor\": 4}} | rope scaling linear",
                "{\"rope_scaling\": {\"rope_type\": \"llama3\", \"factor\": 4}} | lacks rope_scaling.low_freq_factor",
                "{\"rope_scaling\": {\"rope_type\": \"dynamic\", \"factor\": 4}} | rope scaling dynamic",
                "{\"rope_scaling\": {\"factor\": 4}} | lacks rope_scaling.rope_type",
                "{\"rope_parameters\": {\"rope_type\": \"yarn\", \"rope_theta\": 1e4}} | rope scaling yarn",
                "{\"rope_parameters\": {\"full_attention\": {\"rope_theta\": 1e4}}} | each layer type",
                "{\"rope_parameters\": {\"partial_rotary_factor\": 0.5}} | rope_parameters.partial_rotary_factor",
                "{\"partial_rotary_factor\": 0.5} | partial_rotary_factor",
                "{\"mlp_bias\": true} | mlp_bias in a qwen2",
                "{\"architectures\": [\"Qwen2ForSequenceClassification\"]} | Qwen2ForSequenceClassification",
                "{\"compression_config\": {}} | compression_config",
                "{\"quantization_config\": {\"bits\": 4}} | quantization_config",
                "{\"num_key_value_heads\": 3} | num_key_value_heads",
                "{\"head_dim\": 7} | head_dim",
                "{\"num_hidden_layers\": 0} | num_hidden_layers",
                "{\"num_hidden_layers\": 1.5} | not a whole number",
                "{\"hidden_size\": \"wide\"} | not a whole number",
                "{\"rms_norm_eps\": \"small\"} | not a number",
                "{\"rope_theta\": -1} | rope_theta",
                "{\"vocab_size\": -160} | vocab_size",
                "{\"vocab_size\": 99999999999} | vocab_size",
                "{\"eos_token_id\": 160} | eos_token_id"
            })
    void whatTheDecoderDoesNotDoIsRefusedByName(String change, String named) throws IOException {
        ObjectNode json = golden();
        json.setAll((ObjectNode) JSON.readTree(change));
        assertRefused(json, named);
    }

    @Test
    void newerFilesKeepThetaAmongTheRotaryParameters() throws IOException {
        ObjectNode json = golden();
        json.remove("rope_theta");
        json.putObject("rope_parameters").put("rope_type", "default").put("rope_theta", 1234.0);
        write(json);

        assertThat(ModelConfig.read(directory).ropeTheta()).isEqualTo(1234);
    }

    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void readsWhatNewerTransformersWrite(Golden golden) throws IOException {
        ObjectNode json = (ObjectNode)
                JSON.readTree(golden.directory().resolve("config.json").toFile());
        ObjectNode rope = json.get("rope_scaling").isObject()
                ? (ObjectNode) json.get("rope_scaling")
                : JSON.createObjectNode().put("rope_type", "default");
        rope.set("rope_theta", json.remove("rope_theta"));
        json.remove("rope_scaling");
        json.set("rope_parameters", rope);
        json.set("dtype", json.remove("torch_dtype"));
        write(json);

        assertThat(ModelConfig.read(directory)).isEqualTo(ModelConfig.read(golden.directory()));
    }

    @Test
    void whatIsNullFollowsFromTheRest() throws IOException {
        ObjectNode json = golden();
        json.putNull("head_dim")
                .putNull("num_key_value_heads")
                .putNull("rope_scaling")
                .putNull("layer_types");
        write(json);

        ModelConfig config = ModelConfig.read(directory);
        assertThat(config.headWidth()).isEqualTo(8);
        assertThat(config.kvHeads()).isEqualTo(4);
    }

    @Test
    void aQwen3WithoutAHeadWidthHasTheOneOfTransformers() throws IOException {
        ObjectNode json = (ObjectNode) JSON.readTree(
                Golden.of("qwen3-headdim").directory().resolve("config.json").toFile());
        json.remove("head_dim");
        write(json);

        assertThat(ModelConfig.read(directory).headWidth()).isEqualTo(128);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"eos_token_id\": [5, 4]} | 2 | 5, 4, 2",
                "{\"eos_token_id\": [5, 2]} | [2, 7] | 5, 2, 7",
                "{\"eos_token_id\": 3} | 3 | 3",
                "{\"eos_token_id\": 3} | null | 3",
                "{\"eos_token_id\": null} | [6, 7] | 6, 7",
                "{} | 6 | 6"
            })
    void whatEndsATextIsJoinedFromBothFiles(String generation, String own, String expected) throws IOException {
        write(with(golden(), "eos_token_id", own));
        Files.writeString(directory.resolve("generation_config.json"), generation);

        assertThat(ModelConfig.read(directory).eosTokenIds())
                .containsExactlyElementsOf(
                        Stream.of(expected.split(", ")).map(Integer::valueOf).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"eos_token_id\": 160}", "{\"eos_token_id\": \"x\"}", "{\"eos_token_id\": {}}", "[]", "{"})
    void badGenerationSettingsAreNamed(String generation) throws IOException {
        write(golden());
        Files.writeString(directory.resolve("generation_config.json"), generation);

        assertThatThrownBy(() -> ModelConfig.read(directory))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("generation_config.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7", "{} {}", "{\"vocab_size\": 1, \"vocab_size\": 2}"})
    void whatIsNoJsonObjectIsRefused(String content) throws IOException {
        Files.writeString(directory.resolve("config.json"), content);

        assertThatThrownBy(() -> ModelConfig.read(directory))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("config.json");
    }

    @Test
    void aMissingConfigIsNamed() {
        assertThatThrownBy(() -> ModelConfig.read(directory))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("config.json does not exist");
    }

    private void assertRefused(ObjectNode json, String named) throws IOException {
        write(json);
        assertThatThrownBy(() -> ModelConfig.read(directory))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining(named)
                .hasMessageNotContaining("\n");
    }

    /** The value as JSON; empty: without the field. */
    private static ObjectNode with(ObjectNode json, String field, String value) throws IOException {
        if (!value.isEmpty()) {
            json.set(field, JSON.readTree(value));
        }
        return json;
    }

    private void write(ObjectNode json) throws IOException {
        JSON.writeValue(directory.resolve("config.json").toFile(), json);
    }

    private static ObjectNode golden() throws IOException {
        return (ObjectNode) JSON.readTree(
                Golden.of("qwen2-proxy").directory().resolve("config.json").toFile());
    }
}
