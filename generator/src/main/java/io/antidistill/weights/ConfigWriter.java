package io.antidistill.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Writes config.json and generation_config.json as Hugging Face's loaders read them. */
final class ConfigWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ConfigWriter() {}

    static void write(ModelConfig config, Path directory) {
        ObjectNode json = JSON.createObjectNode();
        String family = config.modelType().substring(0, 1).toUpperCase(Locale.ROOT)
                + config.modelType().substring(1);
        json.putArray("architectures").add(family + "ForCausalLM");
        json.put("model_type", config.modelType());
        json.put("torch_dtype", "float32");
        json.put("hidden_act", "silu");
        json.put("vocab_size", config.vocabularySize());
        json.put("hidden_size", config.width());
        json.put("num_hidden_layers", config.layers());
        json.put("num_attention_heads", config.heads());
        json.put("num_key_value_heads", config.kvHeads());
        json.put("head_dim", config.headWidth());
        json.put("intermediate_size", config.mlpWidth());
        json.put("max_position_embeddings", config.maxPositions());
        json.put("rms_norm_eps", config.normEpsilon());
        json.put("rope_theta", config.ropeTheta());
        config.ropeScaling()
                .ifPresentOrElse(
                        scaling -> json.putObject("rope_scaling")
                                .put("rope_type", "llama3")
                                .put("factor", scaling.factor())
                                .put("low_freq_factor", scaling.lowFrequencyFactor())
                                .put("high_freq_factor", scaling.highFrequencyFactor())
                                .put("original_max_position_embeddings", scaling.originalPositions()),
                        () -> json.putNull("rope_scaling"));
        json.put("tie_word_embeddings", config.tied());
        json.put("attention_bias", config.attentionBias());
        json.put("mlp_bias", config.mlpBias());
        ArrayNode ends = JSON.createArrayNode();
        config.eosTokenIds().forEach(ends::add);
        json.set("eos_token_id", ends);
        ObjectNode generation = JSON.createObjectNode();
        generation.set("eos_token_id", ends);
        try {
            Files.createDirectories(directory);
            JSON.writerWithDefaultPrettyPrinter()
                    .writeValue(directory.resolve("config.json").toFile(), json);
            JSON.writerWithDefaultPrettyPrinter()
                    .writeValue(directory.resolve("generation_config.json").toFile(), generation);
        } catch (IOException e) {
            throw new ModelFormatException(
                    "cannot write config.json to " + directory + ": " + e.getMessage()
                            + "; check that it can be written",
                    e);
        }
    }
}
