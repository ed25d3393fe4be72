package io.antidistill.student;

import ai.djl.ndarray.NDArray;
import io.antidistill.model.AdamW;
import io.antidistill.model.Parameters;
import io.antidistill.model.TorchRuntime;
import io.antidistill.weights.SafetensorsFile;
import io.antidistill.weights.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a training's state is kept, so that one that was interrupted goes on where it was and ends with the same numbers. For one thread.
 *
 * @param file one safetensors file with weights and moments; it appears whole or not at all
 * @param everySteps how often it is written
 * @param identity what has to be the same for the state to be of use: settings, examples, start
 */
record TrainingCheckpoint(Path file, int everySteps, String identity) {
    private static final String WEIGHT = "weight.";
    private static final String FIRST = "first.";
    private static final String SECOND = "second.";

    /** A training in the middle. */
    record Resumed(Parameters weights, AdamW.State optimiser) {}

    TrainingCheckpoint {
        if (everySteps < 1) {
            throw new IllegalArgumentException("invalid value " + everySteps + " for everySteps: must be positive");
        }
    }

    void write(Parameters weights, AdamW.State optimiser) {
        Map<String, NDArray> tensors = new TreeMap<>();
        weights.names().forEach(name -> {
            tensors.put(WEIGHT + name, weights.get(name));
            tensors.put(FIRST + name, optimiser.firstMoments().get(name));
            tensors.put(SECOND + name, optimiser.secondMoments().get(name));
        });
        SafetensorsWriter.write(file, tensors, Map.of("steps", Long.toString(optimiser.steps()), "identity", identity));
    }

    /**
     * The state that was written last, if there is one.
     *
     * @throws IllegalArgumentException if it is another training's
     */
    Optional<Resumed> read(TorchRuntime runtime) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Map<String, String> metadata = SafetensorsFile.open(file).metadata();
        if (!identity.equals(metadata.get("identity"))) {
            throw new IllegalArgumentException(
                    file
                            + " belongs to a training with other settings, samples or models: name another directory, or delete that file");
        }
        try (Parameters all = Parameters.read(runtime, file)) {
            return Optional.of(new Resumed(
                    all.part(WEIGHT),
                    new AdamW.State(all.part(FIRST), all.part(SECOND), Long.parseLong(metadata.get("steps")))));
        }
    }

    /** The training is over. */
    void delete() throws IOException {
        Files.deleteIfExists(file);
    }
}
