package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.experiment.AttacksConfig;
import io.antidistill.experiment.AttacksExperiment;
import io.antidistill.experiment.AttacksRow;
import io.antidistill.experiment.TradeoffModels;
import io.antidistill.probe.Attack;
import io.antidistill.probe.Attacks;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The monitor's attacks, one after another. */
@Command(
        name = "attacks",
        header = "Try every attack of the monitor's on plain and on protected traces.",
        description = "Finished rows are kept in the output directory; the same command goes on where it was stopped.",
        sortOptions = false)
final class AttacksCommand implements Callable<Integer> {
    @Mixin
    private ExperimentOptions options;

    @Option(
            names = "--lambdas",
            split = ",",
            paramLabel = "L",
            defaultValue = "0,2",
            description = "Lambdas of the traces. Default: ${DEFAULT-VALUE}.")
    private List<Double> lambdas;

    @Option(
            names = "--permutation-lambdas",
            split = ",",
            paramLabel = "L",
            description = "Traces of the permutation control too, with these lambdas.")
    private List<Double> permutationLambdas = List.of();

    @Option(
            names = "--hot-taus",
            split = ",",
            paramLabel = "T",
            description = "Traces of the temperature baseline too, at these temperatures.")
    private List<Double> hotTaus = List.of();

    @Option(
            names = "--attacks",
            split = ",",
            paramLabel = "NAME",
            description = "Attacks by name, as the monitor's reports have them. Default: all.")
    private List<String> attacks;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        AttacksConfig config = config();
        TradeoffModels models = options.models();
        List<AttacksRow> rows =
                ExperimentRun.of("attacks", (runtime, progress) -> new AttacksExperiment(config, models, options.out())
                        .run(runtime, progress));
        ExperimentRun.tell(spec, AttacksExperiment.table(rows).aligned(), options.out(), "attacks.csv, .md, .json");
        return 0;
    }

    private AttacksConfig config() {
        try {
            return new AttacksConfig(
                    options.setting(),
                    lambdas,
                    permutationLambdas,
                    hotTaus,
                    attacks == null ? Attacks.all().stream().map(Attack::name).toList() : attacks);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(2, e.getMessage());
        }
    }
}
