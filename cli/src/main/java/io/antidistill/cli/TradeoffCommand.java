package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.figures.TradeoffCharts;
import io.antidistill.experiment.AccuracyComparison;
import io.antidistill.experiment.TradeoffConfig;
import io.antidistill.experiment.TradeoffExperiment;
import io.antidistill.experiment.TradeoffModels;
import io.antidistill.experiment.TradeoffRow;
import io.antidistill.experiment.TradeoffSummary;
import io.antidistill.experiment.TradeoffTable;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plain sampling, a λ grid, and the baselines. */
@Command(
        name = "tradeoff",
        header =
                "Compare plain, antidistillation and permutation sampling: teacher accuracy, student loss and accuracy.",
        description =
                "Finished rows are kept in the output directory; the same command goes on where it was stopped, or"
                        + " draws the figures again. Without --preset it is the worked one.",
        defaultValueProvider = TradeoffCommand.WorkedByDefault.class,
        sortOptions = false)
final class TradeoffCommand implements Callable<Integer> {
    /** The setting in which a student's accuracy tells the gradient from noise. */
    static final class WorkedByDefault implements IDefaultValueProvider {
        @Override
        public String defaultValue(ArgSpec argument) {
            return argument instanceof OptionSpec option && option.longestName().equals("--preset") ? "worked" : null;
        }
    }

    @Mixin
    private ExperimentOptions options;

    @Mixin
    private DryRunOptions dryRun;

    @Option(names = "--lambdas", split = ",", paramLabel = "L", description = "Lambda grid, besides 0.")
    private List<Double> lambdas;

    @Option(
            names = "--permutation-lambdas",
            split = ",",
            paramLabel = "L",
            description = "Lambdas of the permutation control.")
    private List<Double> permutationLambdas;

    @Option(
            names = "--hot-taus",
            split = ",",
            paramLabel = "T",
            description = "Temperatures of the temperature baseline.")
    private List<Double> hotTaus;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        TradeoffConfig config = config(options.preset().tradeoff());
        if (dryRun.wanted()) {
            spec.commandLine().getOut().print(dryRun.text(config));
            spec.commandLine().getOut().flush();
            return 0;
        }
        TradeoffModels models = options.models();
        List<TradeoffRow> rows = ExperimentRun.of(
                "tradeoff",
                (runtime, progress) -> new TradeoffExperiment(config, models, options.out()).run(runtime, progress));
        new TradeoffCharts(rows).save(options.out());
        ExperimentRun.tell(
                spec,
                TradeoffTable.of(TradeoffSummary.of(rows)).aligned() + "\n" + AccuracyComparison.text(rows),
                options.out(),
                "tradeoff.csv, .md, .json; student-accuracy, student-loss and equal-utility as .png, .svg");
        return 0;
    }

    private TradeoffConfig config(TradeoffConfig d) {
        try {
            return new TradeoffConfig(
                    options.setting(),
                    lambdas == null ? d.lambdas() : lambdas,
                    permutationLambdas == null ? d.permutationLambdas() : permutationLambdas,
                    hotTaus == null ? d.hotTaus() : hotTaus);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(2, e.getMessage());
        }
    }
}
