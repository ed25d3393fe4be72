package io.antidistill.model;

import io.antidistill.weights.ModelConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which of a model's matrices are packed, and which of them together, because they are multiplied by the same input. Pure. */
final class PackedMatrices {
    private static final List<List<String>> OF_A_LAYER = List.of(
            List.of("mlp.gate_proj", "mlp.up_proj"),
            List.of("mlp.down_proj"),
            List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
            List.of("self_attn.o_proj"));

    private PackedMatrices() {}

    /**
     * The weights that stand one below the other, by the name under which the decoder's text looks for them. The largest come first: packing
     * holds a matrix twice, and should do so to small ones only where most of the memory has been taken.
     */
    static Map<String, List<String>> groups(ModelConfig config) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        String head = config.tied() ? "model.embed_tokens.weight" : "lm_head.weight";
        groups.put(head, List.of(head));
        for (List<String> group : OF_A_LAYER) {
            for (int layer = 0; layer < config.layers(); layer++) {
                String prefix = "model.layers." + layer + ".";
                groups.put(
                        prefix + together(group) + ".weight",
                        group.stream().map(name -> prefix + name + ".weight").toList());
            }
        }
        return groups;
    }

    private static String together(List<String> group) {
        return group.get(0)
                + group.stream()
                        .skip(1)
                        .map(name -> "+" + name.substring(name.indexOf('.') + 1))
                        .collect(Collectors.joining());
    }
}
