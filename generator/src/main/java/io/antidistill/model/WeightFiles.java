package io.antidistill.model;

import io.antidistill.weights.ModelConfig;
import io.antidistill.weights.ModelFormatException;
import io.antidistill.weights.SafetensorsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A model directory's weights: exactly the tensors that its config.json implies. */
final class WeightFiles {
    private WeightFiles() {}

    static Parameters read(TorchRuntime runtime, Path directory, ModelConfig config) {
        Path path = directory.resolve("model.safetensors");
        if (!Files.exists(path) && Files.exists(directory.resolve("model.safetensors.index.json"))) {
            throw new ModelFormatException(
                    directory + " has its weights in several files; merge them into model.safetensors");
        }
        SafetensorsFile file = SafetensorsFile.open(path);
        Map<String, List<Long>> shapes = config.parameterShapes();
        shapes.forEach((name, shape) -> {
            if (!file.shape(name).equals(shape)) {
                throw new ModelFormatException(path + ": tensor " + name + " has shape " + file.shape(name)
                        + ", config.json implies " + shape + "; give the weights that belong to it");
            }
        });
        for (String name : file.names()) {
            if (!shapes.containsKey(name) && !redundant(name, config)) {
                throw new ModelFormatException(path + ": tensor " + name
                        + " has no place in a model of this config.json; give the weights that belong to it");
            }
        }
        return Parameters.read(runtime, file, shapes.keySet());
    }

    /** What older exports keep though it follows from the rest. */
    private static boolean redundant(String name, ModelConfig config) {
        return name.endsWith(".rotary_emb.inv_freq") || (config.tied() && name.equals("lm_head.weight"));
    }
}
