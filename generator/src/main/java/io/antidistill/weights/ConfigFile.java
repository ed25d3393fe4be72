package io.antidistill.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hugging Face's config.json and generation_config.json. What the decoder does not do is refused by name, never ignored. */
final class ConfigFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final JsonNode json;

    private ConfigFile(Path file) {
        this.file = file;
        this.json = parse(file);
    }

    static ModelConfig read(Path directory) {
        ConfigFile config = new ConfigFile(directory.resolve("config.json"));
        String type = config.required("model_type").asText();
        if (!ModelConfig.MODEL_TYPES.contains(type)) {
            throw config.unsupported(
                    "model_type " + type + " (supported: " + String.join(", ", ModelConfig.MODEL_TYPES) + ")");
        }
        config.refuseWhatTheDecoderDoesNotDo();
        int heads = config.integer("num_attention_heads");
        int width = config.integer("hidden_size");
        boolean qwen2 = type.equals("qwen2");
        try {
            return new ModelConfig(
                    type,
                    config.integer("vocab_size"),
                    width,
                    config.integer("num_hidden_layers"),
                    heads,
                    config.has("num_key_value_heads") ? config.integer("num_key_value_heads") : heads,
                    config.has("head_dim") ? config.integer("head_dim") : config.defaultHeadWidth(width, heads),
                    config.integer("intermediate_size"),
                    config.integer("max_position_embeddings"),
                    config.number("rms_norm_eps"),
                    config.ropeTheta(),
                    config.ropeScaling(),
                    config.flag("tie_word_embeddings"),
                    qwen2 || config.flag("attention_bias"),
                    config.flag("mlp_bias"),
                    config.eosTokenIds(directory));
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(config.file + ": " + e.getMessage() + "; correct the file", e);
        }
    }

    private void refuseWhatTheDecoderDoesNotDo() {
        String activation = has("hidden_act") ? json.get("hidden_act").asText() : "silu";
        if (!activation.equals("silu")) {
            throw unsupported("hidden_act " + activation + " (supported: silu)");
        }
        if (flag("use_sliding_window")) {
            throw unsupported("use_sliding_window (only full attention is supported)");
        }
        for (JsonNode layer : json.path("layer_types")) {
            if (!layer.asText().equals("full_attention")) {
                throw unsupported("layer type " + layer.asText() + " (only full_attention is supported)");
            }
        }
        if (has("partial_rotary_factor") && number("partial_rotary_factor") != 1) {
            throw unsupported("partial_rotary_factor " + number("partial_rotary_factor") + " (supported: 1)");
        }
        if (has("quantization_config")) {
            throw unsupported("quantization_config (use unquantised weights)");
        }
    }

    private int defaultHeadWidth(int width, int heads) {
        if (heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException(
                    "invalid value " + heads + " for num_attention_heads: must divide hidden_size " + width);
        }
        return width / heads;
    }

    /** Newer files keep theta among the other rotary parameters. */
    private double ropeTheta() {
        JsonNode nested = json.path("rope_parameters").path("rope_theta");
        return nested.isNumber() ? nested.asDouble() : number("rope_theta");
    }

    private Optional<RopeScaling> ropeScaling() {
        JsonNode scaling = json.path(has("rope_parameters") ? "rope_parameters" : "rope_scaling");
        String type =
                scaling.path(scaling.has("rope_type") ? "rope_type" : "type").asText("default");
        if (type.equals("default")) {
            return Optional.empty();
        }
        if (!type.equals("llama3")) {
            throw unsupported("rope scaling " + type + " (supported: default, llama3)");
        }
        for (String field :
                List.of("factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings")) {
            if (!scaling.path(field).isNumber()) {
                throw missing("rope_scaling." + field);
            }
        }
        return Optional.of(new RopeScaling(
                scaling.get("factor").asDouble(),
                scaling.get("low_freq_factor").asDouble(),
                scaling.get("high_freq_factor").asDouble(),
                scaling.get("original_max_position_embeddings").asInt()));
    }

    /** What ends a text: the generation settings where they say it, else the model's own. */
    private List<Integer> eosTokenIds(Path directory) {
        Path generation = directory.resolve("generation_config.json");
        JsonNode ids = Files.exists(generation) ? parse(generation).path("eos_token_id") : json.path("eos_token_id");
        if (ids.isMissingNode() || ids.isNull()) {
            ids = json.path("eos_token_id");
        }
        List<Integer> result = new ArrayList<>();
        if (ids.isArray()) {
            ids.forEach(id -> result.add(id.asInt(-1)));
        } else if (!ids.isMissingNode() && !ids.isNull()) {
            result.add(ids.asInt(-1));
        }
        return result;
    }

    static void write(ModelConfig config, Path directory) {
        ObjectNode json = JSON.createObjectNode();
        String family = config.modelType().substring(0, 1).toUpperCase(java.util.Locale.ROOT)
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

    private static JsonNode parse(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelFormatException(file
                    + " does not exist; give a Hugging Face model directory with config.json and model.safetensors");
        }
        try {
            JsonNode json = JSON.readTree(file.toFile());
            if (!json.isObject()) {
                throw new ModelFormatException(file + " is not a JSON object; fetch it again");
            }
            return json;
        } catch (IOException e) {
            throw new ModelFormatException(file + " is not valid JSON; fetch it again", e);
        }
    }

    private boolean has(String field) {
        return json.hasNonNull(field);
    }

    private boolean flag(String field) {
        return json.path(field).asBoolean(false);
    }

    private JsonNode required(String field) {
        if (!has(field)) {
            throw missing(field);
        }
        return json.get(field);
    }

    private int integer(String field) {
        JsonNode value = required(field);
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw new ModelFormatException(
                    file + ": " + field + " is " + value + ", not a whole number; correct the file");
        }
        return value.asInt();
    }

    private double number(String field) {
        JsonNode value = required(field);
        if (!value.isNumber()) {
            throw new ModelFormatException(file + ": " + field + " is " + value + ", not a number; correct the file");
        }
        return value.asDouble();
    }

    private ModelFormatException missing(String field) {
        return new ModelFormatException(file + " lacks " + field + "; give a complete Hugging Face config.json");
    }

    private ModelFormatException unsupported(String what) {
        return new ModelFormatException(file + " asks for " + what + ", which is not supported; use another model");
    }
}
