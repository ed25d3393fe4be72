package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.model.TorchRuntime;
import io.antidistill.student.TinyFigures;
import io.antidistill.student.TinyModels;
import io.antidistill.student.TinyPlan;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the models that come with the project. */
@Command(
        name = "train-tiny",
        header = "Train the tiny teacher, proxy and student that come with the project.",
        description =
                "Takes under 30 minutes on two idle cores. The models of before stay until all is made. The same seed and steps give the same models on the same machine, but for rare differences of rounding.",
        descriptionHeading = "%n",
        sortOptions = false)
final class TrainTinyCommand implements Callable<Integer> {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "models/tiny",
            description = "Where the models go, replacing those there. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "3600",
            description =
                    "Training steps of the teacher; the student gets four for each five of it, the proxy five for each eighteen. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (steps < 10) {
            throw new CommandFailure(
                    "--steps is " + steps + ". Give at least 10; the default of 3600 makes good models.");
        }
        String command = "bin/antidistill models train-tiny --seed %d --steps %d".formatted(seed, steps);
        try (TorchRuntime runtime = TorchRuntime.open();
                TrainingProgress progress = new TrainingProgress()) {
            TinyFigures figures =
                    new TinyModels(runtime, out, seed, progress::at).make(TinyPlan.ofSteps(steps), command);
            spec.commandLine()
                    .getOut()
                    .printf(
                            "Models, poison direction and prompts are in %s. Teacher: %s.%n",
                            out, figures.teacher().free());
        }
        return 0;
    }
}
