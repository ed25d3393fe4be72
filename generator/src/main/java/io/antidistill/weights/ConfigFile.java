package io.antidistill.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads Hugging Face's config.json and generation_config.json. What the decoder does not do is refused by name, never ignored. */
final class ConfigFile {
    /** What transformers takes for a qwen3 that does not say. */
    private static final int QWEN3_HEAD_WIDTH = 128;

    private final ConfigJson config;
    private final String type;

    private ConfigFile(ConfigJson config) {
        this.config = config;
        this.type = config.text("model_type");
    }

    static ModelConfig read(Path directory) {
        ConfigFile file = new ConfigFile(ConfigJson.read(directory.resolve("config.json")));
        file.refuseWhatTheDecoderDoesNotDo();
        try {
            return file.modelConfig(directory);
        } catch (IllegalArgumentException e) {
            throw file.config.invalid(e);
        }
    }

    private ModelConfig modelConfig(Path directory) {
        int heads = config.integer("num_attention_heads");
        int width = config.integer("hidden_size");
        int vocabularySize = config.integer("vocab_size");
        return new ModelConfig(
                type,
                vocabularySize,
                width,
                config.integer("num_hidden_layers"),
                heads,
                config.has("num_key_value_heads") ? config.integer("num_key_value_heads") : heads,
                config.has("head_dim") ? config.integer("head_dim") : defaultHeadWidth(width, heads),
                config.integer("intermediate_size"),
                config.integer("max_position_embeddings"),
                config.number("rms_norm_eps"),
                ropeTheta(),
                ropeScaling(),
                config.flag("tie_word_embeddings"),
                config.flag("attention_bias") || type.equals("qwen2"),
                config.flag("mlp_bias"),
                eosTokenIds(directory, vocabularySize));
    }

    private void refuseWhatTheDecoderDoesNotDo() {
        if (!ModelConfig.MODEL_TYPES.contains(type)) {
            throw unsupported("model_type " + type, String.join(", ", ModelConfig.MODEL_TYPES));
        }
        List<String> architectures = config.texts("architectures");
        if (!architectures.isEmpty() && architectures.stream().noneMatch(name -> name.endsWith("ForCausalLM"))) {
            throw unsupported("architectures " + String.join(", ", architectures), "those that end in ForCausalLM");
        }
        if (config.has("hidden_act") && !config.text("hidden_act").equals("silu")) {
            throw unsupported("hidden_act " + config.text("hidden_act"), "silu");
        }
        if (config.flag("use_sliding_window")) {
            throw unsupported("use_sliding_window", "full attention");
        }
        for (String layer : config.texts("layer_types")) {
            if (!layer.equals("full_attention")) {
                throw unsupported("layer type " + layer, "full_attention");
            }
        }
        if (config.flag("mlp_bias") && !type.equals("llama")) {
            throw unsupported("mlp_bias in a " + type, "mlp_bias in a llama");
        }
        for (String compression : List.of("quantization_config", "compression_config")) {
            if (config.has(compression)) {
                throw unsupported(compression, "weights in F32, F16 or BF16");
            }
        }
        refusePartialRotary(config);
        refusePartialRotary(config.object("rope_parameters"));
    }

    private static void refusePartialRotary(ConfigJson json) {
        if (json.has("partial_rotary_factor") && json.number("partial_rotary_factor") != 1) {
            throw json.unsupported("partial_rotary_factor " + json.number("partial_rotary_factor") + " (supported: 1)");
        }
    }

    private int defaultHeadWidth(int width, int heads) {
        if (type.equals("qwen3") && !config.mentions("head_dim")) {
            return QWEN3_HEAD_WIDTH;
        }
        if (heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException(
                    "invalid value " + heads + " for num_attention_heads: must divide hidden_size " + width);
        }
        return width / heads;
    }

    /** Newer files keep theta among the other rotary parameters. */
    private double ropeTheta() {
        ConfigJson nested = config.object("rope_parameters");
        return nested.has("rope_theta") ? nested.number("rope_theta") : config.number("rope_theta");
    }

    private Optional<RopeScaling> ropeScaling() {
        ConfigJson scaling = config.object(config.has("rope_parameters") ? "rope_parameters" : "rope_scaling");
        if (scaling.isNested()) {
            throw unsupported("rope_parameters of each layer type", "the same for all layers");
        }
        String field = scaling.has("rope_type") ? "rope_type" : "type";
        if (!scaling.has(field) && scaling.has("factor")) {
            throw scaling.missing("rope_type");
        }
        String kind = scaling.has(field) ? scaling.text(field) : "default";
        if (kind.equals("default")) {
            return Optional.empty();
        }
        if (!kind.equals("llama3")) {
            throw unsupported("rope scaling " + kind, "default, llama3");
        }
        return Optional.of(new RopeScaling(
                scaling.number("factor"),
                scaling.number("low_freq_factor"),
                scaling.number("high_freq_factor"),
                scaling.integer("original_max_position_embeddings")));
    }

    /** What ends a text: what the generation settings say, and the model's own. The first one ends a training example. */
    private List<Integer> eosTokenIds(Path directory, int vocabularySize) {
        Set<Integer> ids = new LinkedHashSet<>();
        Path generation = directory.resolve("generation_config.json");
        if (Files.exists(generation)) {
            ids.addAll(eosTokenIds(ConfigJson.read(generation), vocabularySize));
        }
        ids.addAll(eosTokenIds(config, vocabularySize));
        return List.copyOf(ids);
    }

    private static List<Integer> eosTokenIds(ConfigJson json, int vocabularySize) {
        List<Integer> ids = json.integers("eos_token_id");
        for (int id : ids) {
            if (id < 0 || id >= vocabularySize) {
                throw json.wrong("eos_token_id", "outside the vocabulary of " + vocabularySize);
            }
        }
        return ids;
    }

    private ModelFormatException unsupported(String what, String supported) {
        return config.unsupported(what + " (supported: " + supported + ")");
    }
}
