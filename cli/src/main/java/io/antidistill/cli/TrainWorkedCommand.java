package io.antidistill.cli;

import io.antidistill.student.TinyFigures;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the models of the worked setting. */
@Command(
        name = "train-worked",
        header = "Train models with which a student's accuracy depends on how much the traces show.",
        description =
                "The tiny teacher comes to work nearly every step digit by digit, the student's base knows no other way, the proxy stays the tiny one. Models of before stay until all is made. The same seed gives the same models on the same machine, but for rare differences of rounding.",
        descriptionHeading = "%n",
        sortOptions = false)
final class TrainWorkedCommand implements Callable<Integer> {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the models go.")
    private Path out;

    @Option(
            names = "--models",
            paramLabel = "DIR",
            description = "Whose teacher to go on from and whose proxy to take; default: the tiny models.")
    private Optional<Path> models;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        TinyFigures figures = new WorkedModels(models.orElseGet(Installation::tinyModels), seed).make(out);
        spec.commandLine()
                .getOut()
                .printf(
                        "Models and poison direction are in %s. Teacher: %s.%n",
                        out, figures.teacher().free());
        return 0;
    }
}
