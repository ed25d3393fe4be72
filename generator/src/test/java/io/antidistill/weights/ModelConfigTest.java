package io.antidistill.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.model.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model_type",
                "vocab_size",
                "hidden_size",
                "num_hidden_layers",
                "num_attention_heads",
                "intermediate_size",
                "max_position_embeddings",
                "rms_norm_eps",
                "rope_theta"
            })
    void aMissingFieldIsNamed(String field) throws IOException {
        ObjectNode json = golden();
        json.remove(field);
        assertRefused(json, "lacks " + field);
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
                "{\"partial_rotary_factor\": 0.5} | partial_rotary_factor",
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

    @Test
    void generationSettingsSayWhatEndsAText() throws IOException {
        write(golden());
        Files.writeString(directory.resolve("generation_config.json"), "{\"eos_token_id\": [5, 2]}");

        assertThat(ModelConfig.read(directory).eosTokenIds()).containsExactly(5, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7"})
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

    private void write(ObjectNode json) throws IOException {
        JSON.writeValue(directory.resolve("config.json").toFile(), json);
    }

    private static ObjectNode golden() throws IOException {
        return (ObjectNode) JSON.readTree(
                Golden.of("qwen2-proxy").directory().resolve("config.json").toFile());
    }
}
