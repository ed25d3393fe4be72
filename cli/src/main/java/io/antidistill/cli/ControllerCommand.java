package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.figures.ControllerCurves;
import io.antidistill.control.ControllerSettings;
import io.antidistill.plant.ControllerStudy;
import io.antidistill.plant.MeasuredResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The controller on plants that are made of measured curves. */
@Command(
        name = "controller",
        header = "Simulate how the controller settles: noise, delay, drift, a thief who changes his mind.",
        description = "No model, no broker. The curves come from `experiment response`.",
        sortOptions = false)
final class ControllerCommand implements Callable<Integer> {
    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Where controller.md and controller.png go.")
    private Path out;

    @Option(
            names = "--response",
            paramLabel = "FILE.csv",
            description = "Curves of your own models. Default: those of the tiny ones.")
    private Path response;

    @Option(
            names = "--target",
            paramLabel = "D",
            defaultValue = "0.8",
            description =
                    "Distillability that is steered to. Default: ${DEFAULT-VALUE}, which the tiny models can reach.")
    private double target;

    @Option(
            names = "--pessimism",
            paramLabel = "P",
            defaultValue = "1",
            description = "0 acts on the estimate, 1 on the interval's upper end. Default: ${DEFAULT-VALUE}.")
    private double pessimism;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        ControllerStudy study = study();
        Files.createDirectories(out);
        String tables = study.markdown();
        Files.writeString(out.resolve("controller.md"), tables);
        ControllerCurves.draw(study, out.resolve("controller.png"));
        spec.commandLine().getOut().print(tables);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private ControllerStudy study() throws IOException {
        try {
            return new ControllerStudy(
                    response == null ? MeasuredResponse.shipped() : MeasuredResponse.parse(Files.readString(response)),
                    ControllerSettings.defaults().withTarget(target),
                    pessimism);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(2, e.getMessage());
        }
    }
}
