package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.experiment.AblationConfig;
import io.antidistill.experiment.AblationConfig.Part;
import io.antidistill.experiment.AblationExperiment;
import io.antidistill.experiment.AblationShapes;
import io.antidistill.experiment.TradeoffModels;
import io.antidistill.experiment.TradeoffRow;
import io.antidistill.experiment.TradeoffSummary;
import io.antidistill.experiment.TradeoffTable;
import io.antidistill.student.TinyShape;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** One part of the method exchanged at a time. */
@Command(
        name = "ablation",
        header = "Exchange one part of the method at a time: score, order of truncation, guard, loss, proxy.",
        description = "Finished rows, proxies and directions are kept in the output directory; the same command goes on"
                + " where it was stopped.",
        sortOptions = false)
final class AblationCommand implements Callable<Integer> {
    @Mixin
    private ExperimentOptions options;

    @Mixin
    private DryRunOptions dryRun;

    @Option(names = "--lambda", paramLabel = "L", description = "Lambda of every arm but the plain one.")
    private Double lambda;

    @Option(
            names = "--epsilons",
            split = ",",
            paramLabel = "X",
            description = "Steps of the finite difference, along the unit direction.")
    private List<Double> epsilons;

    @Option(
            names = "--poison-traces",
            paramLabel = "N",
            description = "Clean traces that the other directions are made of.")
    private Integer poisonTraces;

    @Option(
            names = "--parts",
            split = ",",
            paramLabel = "PART",
            description = "What is exchanged: ${COMPLETION-CANDIDATES}. Default: all of them.")
    private Set<Part> parts;

    @Option(
            names = "--kept-layers",
            split = ",",
            paramLabel = "N",
            description =
                    "Proxies of so many of the teacher's layers, trained on its answers. Default: 1,2; 7,14 where the problems come from files.")
    private List<Integer> keptLayers;

    @Option(
            names = "--proxies-from-scratch",
            split = ",",
            paramLabel = "SHAPE",
            converter = ShapeConverter.class,
            description =
                    "Proxies that are trained from scratch on generated arithmetic, as FAMILY-WIDTH-LAYERS. Default:"
                            + " qwen2-24-1,qwen2-48-1,qwen2-96-1,qwen2-48-3,llama-48-1; none where the problems come from files.")
    private List<TinyShape> fromScratch;

    @Option(
            names = "--proxy-steps",
            paramLabel = "N",
            description = "Steps of their training. Default: 1000, as the shipped proxy's.")
    private Integer proxySteps;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        AblationConfig config = config();
        if (dryRun.wanted()) {
            spec.commandLine().getOut().print(dryRun.text(config));
            spec.commandLine().getOut().flush();
            return 0;
        }
        TradeoffModels models = options.models();
        List<TradeoffRow> rows = ExperimentRun.of(
                "ablation",
                (runtime, progress) -> new AblationExperiment(config, models, options.out()).run(runtime, progress));
        ExperimentRun.tell(
                spec, TradeoffTable.of(TradeoffSummary.of(rows)).aligned(), options.out(), "ablation.csv, .md, .json");
        return 0;
    }

    private AblationConfig config() {
        try {
            AblationConfig d = AblationConfig.of(options.setting());
            return new AblationConfig(
                    d.setting(),
                    lambda == null ? d.lambda() : lambda,
                    epsilons == null ? d.epsilons() : epsilons,
                    poisonTraces == null ? d.poisonTraces() : poisonTraces,
                    parts == null ? d.parts() : parts,
                    proxies(d.proxies()));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(2, e.getMessage());
        }
    }

    private AblationShapes proxies(AblationShapes d) {
        return new AblationShapes(
                keptLayers == null ? d.keptLayers() : keptLayers,
                fromScratch == null ? d.fromScratch() : fromScratch,
                proxySteps == null ? d.steps() : proxySteps);
    }

    /** Reads a shape. */
    static final class ShapeConverter implements ITypeConverter<TinyShape> {
        @Override
        public TinyShape convert(String text) {
            try {
                return TinyShape.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
