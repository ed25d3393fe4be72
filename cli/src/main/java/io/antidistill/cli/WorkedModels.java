package io.antidistill.cli;

import io.antidistill.model.TorchRuntime;
import io.antidistill.student.TinyFigures;
import io.antidistill.student.TinyModels;
import io.antidistill.student.TinyPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The models of the worked setting, which are made where they are needed.
 *
 * @param tiny directory of the models that they come from
 */
record WorkedModels(Path tiny, long seed) {
    /** Made unless the directory has them. */
    void makeUnlessIn(Path directory) throws IOException, InterruptedException {
        boolean there = Stream.of("teacher", "proxy", "student", "poison.safetensors", "README.md")
                .allMatch(name -> Files.exists(directory.resolve(name)));
        if (!there) {
            make(directory);
        }
    }

    TinyFigures make(Path directory) throws IOException, InterruptedException {
        String command = "bin/antidistill models train-worked --seed %d --out %s".formatted(seed, directory);
        try (TorchRuntime runtime = TorchRuntime.open();
                TrainingProgress progress = new TrainingProgress()) {
            return new TinyModels(runtime, directory, seed, progress::at).make(TinyPlan.worked(tiny), command);
        }
    }
}
