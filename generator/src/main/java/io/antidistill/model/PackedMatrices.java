package io.antidistill.model;

import io.antidistill.weights.ModelConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which of a model's matrices are packed, and which of them together, because they are multiplied by the same input. Pure. */
final class PackedMatrices {
    private static final List<List<String>> OF_A_LAYER = List.of(
            List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
            List.of("self_attn.o_proj"),
            List.of("mlp.gate_proj", "mlp.up_proj"),
            List.of("mlp.down_proj"));

    private PackedMatrices() {}

    /** The weights that stand one below the other, by the name under which the decoder's text looks for them. */
    static Map<String, List<String>> groups(ModelConfig config) {
        Map<String, List<String>> groups = new TreeMap<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            for (List<String> group : OF_A_LAYER) {
                String prefix = "model.layers." + layer + ".";
                String first = group.get(0);
                String others = group.stream()
                        .skip(1)
                        .map(name -> "+" + name.substring(name.indexOf('.') + 1))
                        .collect(Collectors.joining());
                groups.put(
                        prefix + first + others + ".weight",
                        group.stream().map(name -> prefix + name + ".weight").toList());
            }
        }
        String head = config.tied() ? "model.embed_tokens.weight" : "lm_head.weight";
        groups.put(head, List.of(head));
        return groups;
    }
}
