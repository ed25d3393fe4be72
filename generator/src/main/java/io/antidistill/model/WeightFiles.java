package io.antidistill.model;

import io.antidistill.weights.ModelConfig;
import io.antidistill.weights.ModelFormatException;
import io.antidistill.weights.WeightIndex;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A model directory's weights, in one file or several: exactly the tensors that its config.json implies. */
final class WeightFiles {
    private WeightFiles() {}

    static Weights map(TorchRuntime runtime, Path directory, ModelConfig config, NumberType typeOrNull) {
        WeightIndex index = WeightIndex.open(directory);
        Map<String, List<Long>> shapes = config.parameterShapes();
        shapes.forEach((name, shape) -> {
            List<Long> found = index.file(name).shape(name);
            if (!found.equals(shape)) {
                throw new ModelFormatException(index.path() + ": tensor " + name + " has shape " + found
                        + ", config.json implies " + shape + "; give the weights that belong to it");
            }
        });
        for (String name : index.names()) {
            if (!shapes.containsKey(name) && !redundant(name, config)) {
                throw new ModelFormatException(index.path() + ": tensor " + name
                        + " has no place in a model of this config.json; give the weights that belong to it");
            }
        }
        return Weights.map(runtime, index::file, shapes.keySet(), typeOrNull);
    }

    /** What older exports keep though it follows from the rest. */
    private static boolean redundant(String name, ModelConfig config) {
        return name.endsWith(".rotary_emb.inv_freq") || (config.tied() && name.equals("lm_head.weight"));
    }
}
