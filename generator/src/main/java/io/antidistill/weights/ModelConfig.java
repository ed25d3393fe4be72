package io.antidistill.weights;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shape of a Llama-style decoder, as Hugging Face's config.json says it: llama, qwen2 or qwen3. Immutable.
 *
 * @param headWidth width of one attention head
 * @param tied the output head is the embedding
 * @param attentionBias q, k and v have biases (and o, unless the type is qwen2)
 */
public record ModelConfig(
        String modelType,
        int vocabularySize,
        int width,
        int layers,
        int heads,
        int kvHeads,
        int headWidth,
        int mlpWidth,
        int maxPositions,
        double normEpsilon,
        double ropeTheta,
        Optional<RopeScaling> ropeScaling,
        boolean tied,
        boolean attentionBias,
        boolean mlpBias,
        List<Integer> eosTokenIds) {

    static final List<String> MODEL_TYPES = List.of("llama", "qwen2", "qwen3");

    /** Far above every model there is; beyond them a file is damaged, and memory would be asked for in its name. */
    private static final int MOST_LAYERS = 2_000;

    private static final int LARGEST = 10_000_000;

    public ModelConfig {
        eosTokenIds = List.copyOf(eosTokenIds);
        if (!MODEL_TYPES.contains(modelType)) {
            throw invalid("model_type", modelType, "supported are " + String.join(", ", MODEL_TYPES));
        }
        between("vocab_size", vocabularySize, LARGEST);
        between("hidden_size", width, LARGEST);
        between("num_hidden_layers", layers, MOST_LAYERS);
        between("num_attention_heads", heads, LARGEST);
        between("num_key_value_heads", kvHeads, LARGEST);
        between("head_dim", headWidth, LARGEST);
        between("intermediate_size", mlpWidth, LARGEST);
        between("max_position_embeddings", maxPositions, Integer.MAX_VALUE);
        if (heads % kvHeads != 0) {
            throw invalid("num_key_value_heads", kvHeads, "must divide num_attention_heads " + heads);
        }
        if (headWidth % 2 != 0) {
            throw invalid("head_dim", headWidth, "must be even, since rotary positions turn pairs");
        }
        if (!(normEpsilon > 0 && normEpsilon < 1)) {
            throw invalid("rms_norm_eps", normEpsilon, "must lie between 0 and 1");
        }
        if (!(ropeTheta >= 1) || Double.isInfinite(ropeTheta)) {
            throw invalid("rope_theta", ropeTheta, "must be a finite number of at least 1");
        }
        for (int id : eosTokenIds) {
            if (id < 0 || id >= vocabularySize) {
                throw invalid("eos_token_id", id, "must lie in the vocabulary of " + vocabularySize);
            }
        }
    }

    /**
     * Reads {@code config.json} and, for the end-of-sequence tokens, also {@code generation_config.json} where there is one.
     *
     * @throws ModelFormatException if a field is missing or asks for something that the decoder does not do
     */
    public static ModelConfig read(Path modelDirectory) {
        return ConfigFile.read(modelDirectory);
    }

    /** Writes {@code config.json} and {@code generation_config.json}, so that Hugging Face's loaders read the model too. */
    public void write(Path modelDirectory) {
        ConfigWriter.write(this, modelDirectory);
    }

    /** The same with another number of layers. */
    public ModelConfig withLayers(int number) {
        return new ModelConfig(
                modelType,
                vocabularySize,
                width,
                number,
                heads,
                kvHeads,
                headWidth,
                mlpWidth,
                maxPositions,
                normEpsilon,
                ropeTheta,
                ropeScaling,
                tied,
                attentionBias,
                mlpBias,
                eosTokenIds);
    }

    /** The angle per position of each pair of a head's numbers. */
    public float[] rotaryFrequencies() {
        float[] frequencies = new float[headWidth / 2];
        for (int i = 0; i < frequencies.length; i++) {
            double frequency = Math.pow(ropeTheta, -2.0 * i / headWidth);
            frequencies[i] =
                    (float) (ropeScaling.isPresent() ? ropeScaling.get().scale(frequency) : frequency);
        }
        return frequencies;
    }

    /** Every parameter's name and shape, in the order of the computation. */
    public Map<String, List<Long>> parameterShapes() {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        long queries = (long) heads * headWidth;
        long keys = (long) kvHeads * headWidth;
        shapes.put("model.embed_tokens.weight", List.of((long) vocabularySize, (long) width));
        for (int layer = 0; layer < layers; layer++) {
            String name = "model.layers." + layer + ".";
            shapes.put(name + "input_layernorm.weight", List.of((long) width));
            linear(shapes, name + "self_attn.q_proj", queries, width, attentionBias);
            linear(shapes, name + "self_attn.k_proj", keys, width, attentionBias);
            linear(shapes, name + "self_attn.v_proj", keys, width, attentionBias);
            linear(shapes, name + "self_attn.o_proj", width, queries, attentionBias && !modelType.equals("qwen2"));
            if (modelType.equals("qwen3")) {
                shapes.put(name + "self_attn.q_norm.weight", List.of((long) headWidth));
                shapes.put(name + "self_attn.k_norm.weight", List.of((long) headWidth));
            }
            shapes.put(name + "post_attention_layernorm.weight", List.of((long) width));
            linear(shapes, name + "mlp.gate_proj", mlpWidth, width, mlpBias);
            linear(shapes, name + "mlp.up_proj", mlpWidth, width, mlpBias);
            linear(shapes, name + "mlp.down_proj", width, mlpWidth, mlpBias);
        }
        shapes.put("model.norm.weight", List.of((long) width));
        if (!tied) {
            linear(shapes, "lm_head", vocabularySize, width, false);
        }
        return shapes;
    }

    private static void linear(Map<String, List<Long>> shapes, String name, long out, long in, boolean bias) {
        shapes.put(name + ".weight", List.of(out, in));
        if (bias) {
            shapes.put(name + ".bias", List.of(out));
        }
    }

    private static void between(String field, int value, int most) {
        if (value < 1 || value > most) {
            throw invalid(field, value, value < 1 ? "must be positive" : "must be at most " + most);
        }
    }

    private static IllegalArgumentException invalid(String field, Object value, String reason) {
        return new IllegalArgumentException("invalid value " + value + " for " + field + ": " + reason);
    }
}
