package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.figures.DynamicsChart;
import io.antidistill.experiment.DynamicsConfig;
import io.antidistill.experiment.DynamicsExperiment;
import io.antidistill.experiment.DynamicsRow;
import io.antidistill.experiment.TradeoffModels;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Losses over a student's training. */
@Command(
        name = "dynamics",
        header = "Follow a student's train and holdout loss over its training, on plain and protected traces.",
        description =
                "Finished students are kept in the output directory; the same command goes on where it was stopped.",
        sortOptions = false)
final class DynamicsCommand implements Callable<Integer> {
    @Mixin
    private ExperimentOptions options;

    @Option(
            names = "--lambda",
            paramLabel = "L",
            defaultValue = "2",
            description = "Lambda of antidistillation and permutation sampling. Default: ${DEFAULT-VALUE}.")
    private double lambda;

    @Option(
            names = "--hot-tau",
            paramLabel = "T",
            defaultValue = "1.6",
            description = "Temperature of the temperature baseline. Default: ${DEFAULT-VALUE}.")
    private double hotTau;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        DynamicsConfig config = config();
        TradeoffModels models = options.models();
        List<DynamicsRow> rows = ExperimentRun.of(
                "dynamics",
                (runtime, progress) -> new DynamicsExperiment(config, models, options.out()).run(runtime, progress));
        DynamicsChart.save(rows, options.out());
        ExperimentRun.tell(
                spec, DynamicsExperiment.table(rows).aligned(), options.out(), "dynamics.csv, .md, .json, .png, .svg");
        return 0;
    }

    private DynamicsConfig config() {
        try {
            return new DynamicsConfig(options.setting(), lambda, hotTau);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(2, e.getMessage());
        }
    }
}
