package io.antidistill.poison;

import io.antidistill.model.LanguageModel;
import io.antidistill.model.LowRank;
import io.antidistill.weights.ModelFormatException;
import io.antidistill.weights.SafetensorsFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whether a file holds exactly one tensor for each parameter of a proxy or, where it is of a lower rank, two factors of it. */
final class DirectionShapes {
    private DirectionShapes() {}

    static void require(SafetensorsFile file, PoisonMetadata metadata, LanguageModel proxy) {
        Map<String, List<Long>> shapes = proxy.config().parameterShapes();
        Set<String> expected = new TreeSet<>();
        shapes.forEach((name, shape) -> {
            boolean factored = metadata.lowRank() && file.names().contains(name + LowRank.LEFT);
            expected.addAll(factored ? List.of(name + LowRank.LEFT, name + LowRank.RIGHT) : List.of(name));
        });
        if (!file.names().equals(expected)) {
            throw new ModelFormatException(file.path() + " has other tensors than proxy " + proxy.name()
                    + " has parameters; make it anew with: antidistill poison");
        }
        shapes.forEach((name, shape) -> {
            if (expected.contains(name)) {
                requireShape(file, name, shape);
            } else {
                requireFactors(file, name, shape, Long.parseLong(metadata.rank()));
            }
        });
    }

    private static void requireFactors(SafetensorsFile file, String name, List<Long> shape, long rank) {
        if (shape.size() != 2) {
            throw new ModelFormatException(file.path() + ": parameter " + name
                    + " is a vector and has no factors; make it anew with: antidistill poison");
        }
        requireShape(file, name + LowRank.LEFT, List.of(shape.get(0), rank));
        requireShape(file, name + LowRank.RIGHT, List.of(rank, shape.get(1)));
    }

    private static void requireShape(SafetensorsFile file, String name, List<Long> expected) {
        if (!file.shape(name).equals(expected)) {
            throw new ModelFormatException(file.path() + ": tensor " + name + " has shape " + file.shape(name)
                    + " and the proxy's parameter makes it " + expected + "; make it anew with: antidistill poison");
        }
    }
}
