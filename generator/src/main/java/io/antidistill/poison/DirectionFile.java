package io.antidistill.poison;

import io.antidistill.model.LanguageModel;
import io.antidistill.model.Parameters;
import io.antidistill.model.TorchRuntime;
import io.antidistill.weights.ModelFormatException;
import io.antidistill.weights.SafetensorsFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Directions for inspection: a poison file, or any tensors that have a model's names and shapes, such as a gradient from elsewhere. */
final class DirectionFile {
    private static final String GRADIENT = "grad.";

    private DirectionFile() {}

    /**
     * The tensors to differentiate along, which the caller closes. Those of a poison file must be made for this model; others are taken as they are, at
     * whatever norm.
     *
     * @throws ModelFormatException if the file does not fit the model
     */
    static Parameters read(TorchRuntime runtime, Path file, LanguageModel model) {
        SafetensorsFile safetensors = SafetensorsFile.open(file);
        if (PoisonMetadata.isIn(safetensors.metadata())) {
            try (PoisonDirection direction = PoisonDirection.load(runtime, file, model)) {
                return direction.tensors().copy();
            }
        }
        Map<String, String> names = safetensors.names().stream()
                .collect(Collectors.toMap(DirectionFile::parameter, name -> name, (a, b) -> a, TreeMap::new));
        model.config().parameterShapes().forEach((parameter, shape) -> {
            String name = names.get(parameter);
            if (name == null || !safetensors.shape(name).equals(shape)) {
                throw new ModelFormatException(file + " has no tensor " + parameter + " of shape " + shape
                        + "; give a poison file of this model, or one tensor for each of its parameters");
            }
        });
        try (Parameters all = Parameters.read(runtime, file)) {
            return all.renamed(model.config().parameterShapes().keySet(), names::get);
        }
    }

    /** {@code inspect gradient} writes gradients under names of this kind. */
    private static String parameter(String name) {
        return name.startsWith(GRADIENT) ? name.substring(GRADIENT.length()) : name;
    }
}
