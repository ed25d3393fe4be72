package io.antidistill.cli;

import io.antidistill.experiment.ExampleExperiment;
import io.antidistill.experiment.ExamplePair;
import io.antidistill.experiment.Setting;
import io.antidistill.experiment.TradeoffModels;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Traces to look at. */
@Command(
        name = "examples",
        header = "Show traces side by side, plain and protected, with what differs marked, as an HTML page.",
        sortOptions = false)
final class ExamplesCommand implements Callable<Integer> {
    private static final int USUAL_PROMPTS = 12;

    @Mixin
    private ExperimentOptions options;

    @Option(
            names = "--lambda",
            paramLabel = "L",
            defaultValue = "2",
            description = "Lambda of the protected traces. Default: ${DEFAULT-VALUE}.")
    private double lambda;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Setting setting = options.setting(USUAL_PROMPTS);
        TradeoffModels models = options.models();
        List<ExamplePair> pairs = ExperimentRun.of(
                "examples", (runtime, progress) -> new ExampleExperiment(setting, lambda, models, options.out())
                        .run(runtime, progress));
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.printf(
                "%d pairs of traces in %s%n", pairs.size(), options.out().resolve("examples.html"));
        terminal.flush();
        return 0;
    }
}
