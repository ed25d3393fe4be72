package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.console.Progress;
import io.antidistill.cli.figures.TradeoffCharts;
import io.antidistill.cli.models.ModelDirectory;
import io.antidistill.experiment.AccuracyComparison;
import io.antidistill.experiment.TradeoffConfig;
import io.antidistill.experiment.TradeoffExperiment;
import io.antidistill.experiment.TradeoffModels;
import io.antidistill.experiment.TradeoffRow;
import io.antidistill.experiment.TradeoffSummary;
import io.antidistill.experiment.TradeoffTable;
import io.antidistill.model.TorchRuntime;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Experiments on what protection costs and what it takes from a student. */
@Command(
        name = "experiment",
        header = "Measure what protection costs and takes from a student, and which thieves are found.",
        synopsisSubcommandLabel = "EXPERIMENT",
        subcommands = {ExperimentCommand.Tradeoff.class, DetectionCommand.class})
final class ExperimentCommand {
    /** The sizes and models that an experiment can start from. */
    enum Preset {
        TINY(TradeoffConfig.tiny()),
        WORKED(TradeoffConfig.worked());

        private final TradeoffConfig tradeoff;

        Preset(TradeoffConfig tradeoff) {
            this.tradeoff = tradeoff;
        }
    }

    /** Plain sampling, a λ grid, and the baselines. */
    @Command(
            name = "tradeoff",
            header =
                    "Compare plain, antidistillation and permutation sampling: teacher accuracy, student loss and accuracy.",
            description =
                    "Finished rows are kept in the output directory; the same command goes on where it was stopped.",
            sortOptions = false)
    static final class Tradeoff implements Callable<Integer> {
        private static final long MODEL_SEED = 1;

        @Option(
                names = "--preset",
                defaultValue = "tiny",
                description =
                        "Models and sizes to start from: tiny, or worked, whose models are trained into DIR/models first.")
        private Preset preset;

        @Option(
                names = "--out",
                required = true,
                paramLabel = "DIR",
                description = "Where the table (CSV, JSON, Markdown) and the figures (PNG, SVG) go.")
        private Path out;

        @Option(
                names = "--models",
                paramLabel = "DIR",
                description =
                        "Directory with teacher, proxy, student and poison.safetensors; default: those of the preset.")
        private Optional<Path> models;

        @Option(
                names = "--teacher",
                paramLabel = "DIR",
                description = "Another teacher: a Hugging Face directory or hub id; so are the next two.")
        private Optional<Path> teacher;

        @Option(names = "--proxy", paramLabel = "DIR", description = "Another proxy; it needs its own --poison.")
        private Optional<Path> proxy;

        @Option(names = "--student", paramLabel = "DIR", description = "Another base for the student.")
        private Optional<Path> student;

        @Option(names = "--poison", paramLabel = "FILE", description = "Another poison direction, of that proxy.")
        private Optional<Path> poison;

        @Option(names = "--prompts", paramLabel = "N", description = "Prompts that the student learns from.")
        private Optional<Integer> prompts;

        @Option(
                names = "--task-seed",
                paramLabel = "N",
                description = "Which problems: another number gives problems that nothing was chosen on.")
        private Optional<Long> taskSeed;

        @Option(names = "--seeds", paramLabel = "N", description = "Repetitions of everything.")
        private Optional<Integer> seeds;

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

        @Option(names = "--tau", paramLabel = "T", description = "Temperature of everything else.")
        private Optional<Double> tau;

        @Option(
                names = "--student-tau",
                paramLabel = "T",
                description = "Temperature at which students answer the graded problems.")
        private Optional<Double> studentTau;

        @Option(names = "--top-p", paramLabel = "P", description = "Mass of the nucleus.")
        private Optional<Double> topP;

        @Option(names = "--holdout", paramLabel = "N", description = "Clean traces that give the holdout loss.")
        private Optional<Integer> holdout;

        @Option(names = "--problems", paramLabel = "N", description = "Problems that give the student's accuracy.")
        private Optional<Integer> problems;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            TradeoffConfig config = config(preset.tradeoff);
            List<TradeoffRow> rows = run(config, models());
            new TradeoffCharts(rows).save(out);
            PrintWriter terminal = spec.commandLine().getOut();
            terminal.print(TradeoffTable.aligned(TradeoffSummary.of(rows)));
            terminal.printf("%n%s", AccuracyComparison.text(rows));
            terminal.printf(
                    "%nWritten to %s: tradeoff.csv, .md, .json; student-accuracy and student-loss as .png, .svg%n",
                    out.toAbsolutePath());
            terminal.flush();
            return 0;
        }

        private TradeoffModels models() throws Exception {
            TradeoffModels d = TradeoffModels.in(models.isPresent() ? models.get() : presetModels());
            return new TradeoffModels(
                    ModelDirectory.of(teacher.orElse(d.teacher())),
                    ModelDirectory.of(proxy.orElse(d.proxy())),
                    poison.orElse(d.poison()),
                    ModelDirectory.of(student.orElse(d.student())));
        }

        private Path presetModels() throws Exception {
            Path tiny = Installation.tinyModels();
            if (preset == Preset.TINY) {
                return tiny;
            }
            Path made = out.resolve("models");
            new WorkedModels(tiny, MODEL_SEED).makeUnlessIn(made);
            return made;
        }

        private List<TradeoffRow> run(TradeoffConfig config, TradeoffModels found) {
            long total = 2L * config.prompts() * config.arms().size() * config.seeds();
            try (TorchRuntime runtime = TorchRuntime.open();
                    Progress progress = Progress.of("tradeoff", total)) {
                return new TradeoffExperiment(config, found, out).run(runtime, (done, all, doing) -> progress.at(done));
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(e.getMessage(), e);
            }
        }

        private TradeoffConfig config(TradeoffConfig d) {
            try {
                return new TradeoffConfig(
                        prompts.orElse(d.prompts()),
                        d.steps(),
                        taskSeed.orElse(d.taskSeed()),
                        holdout.orElse(d.holdout()),
                        problems.orElse(d.problems()),
                        seeds.orElse(d.seeds()),
                        lambdas == null ? d.lambdas() : lambdas,
                        permutationLambdas == null ? d.permutationLambdas() : permutationLambdas,
                        hotTaus == null ? d.hotTaus() : hotTaus,
                        tau.orElse(d.tau()),
                        topP.orElse(d.topP()),
                        d.truncation(),
                        d.mostNewTokens(),
                        studentTau.map(d.student()::withTau).orElse(d.student()));
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(2, e.getMessage());
            }
        }
    }
}
