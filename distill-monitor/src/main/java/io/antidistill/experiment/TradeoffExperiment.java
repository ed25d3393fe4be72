package io.antidistill.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.engine.EngineConfig;
import io.antidistill.engine.GenerationEngine;
import io.antidistill.engine.ScoreKind;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.probe.Exam;
import io.antidistill.probe.LoraStudents;
import io.antidistill.probe.StudentScore;
import io.antidistill.probe.Students;
import io.antidistill.sampling.SamplingSettings;
import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Problem;
import io.antidistill.task.Split;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The trade-off between the teacher's utility and what a student learns from its traces: for each arm and seed, sample
 * traces of the same prompts, grade them, distill a student, and examine it on clean holdout traces and on problems.
 *
 * <p>Finished rows are kept in the output directory; the same call goes on where an earlier one was interrupted. Used by
 * one thread.
 */
public final class TradeoffExperiment {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HOLDOUT_SEED = -1;
    private static final int SLOTS = 24;

    private final TradeoffConfig config;
    private final TradeoffModels models;
    private final Path out;

    /** Hears how far the experiment is. */
    @FunctionalInterface
    public interface Progress {
        /** @param doing what is being done now, for people */
        void at(long done, long total, String doing);
    }

    public TradeoffExperiment(TradeoffConfig config, TradeoffModels models, Path out) {
        this.config = config;
        this.models = models;
        this.out = out;
    }

    /**
     * Runs what is not there yet, writes tradeoff.csv, tradeoff.md and tradeoff.json, and returns all rows.
     *
     * @throws IllegalArgumentException if the output directory holds results of other settings
     * @throws io.antidistill.weights.ModelFormatException if a model cannot be read
     */
    public List<TradeoffRow> run(TorchRuntime runtime, Progress progress) {
        try (LanguageModel teacher = LanguageModel.load(runtime, models.teacher());
                LanguageModel proxy = LanguageModel.load(runtime, models.proxy());
                PoisonDirection direction = PoisonDirection.load(runtime, models.poison(), proxy);
                LanguageModel student = LanguageModel.load(runtime, models.student());
                Students students = LoraStudents.load(runtime, models.student(), config.student());
                GenerationEngine engine =
                        GenerationEngine.start(engineConfig(teacher), runtime, teacher, proxy, direction)) {
            ResultStore store = ResultStore.open(out, identity(teacher, direction, student));
            List<TradeoffRow> rows = new Run(teacher, engine, students, store, progress).all();
            write(rows, identity(teacher, direction, student));
            return rows;
        }
    }

    /** Room for the longest problem and its trace: a real model's whole context would take gigabytes. */
    private EngineConfig engineConfig(LanguageModel teacher) {
        ArithmeticTask task = ArithmeticTask.seeded(config.taskSeed());
        int longest = Stream.of(trainingProblems(task), holdoutProblems(task))
                .flatMap(List::stream)
                .mapToInt(problem -> TracedPrompts.promptIds(teacher, problem).length)
                .max()
                .orElseThrow();
        int context = Math.min(teacher.config().maxPositions(), longest + config.mostNewTokens());
        return new EngineConfig(SLOTS, context, 2 * SLOTS, ScoreKind.FORWARD, 0);
    }

    private List<Problem> trainingProblems(ArithmeticTask task) {
        return task.problems(Split.TRAINING, config.steps(), config.prompts());
    }

    private List<Problem> holdoutProblems(ArithmeticTask task) {
        return task.problems(Split.HOLDOUT, config.steps(), config.holdout());
    }

    /** What makes rows comparable: everything but which arms and how many seeds. */
    private ObjectNode identity(LanguageModel teacher, PoisonDirection direction, LanguageModel student) {
        ObjectNode identity = JSON.createObjectNode();
        ObjectNode settings = JSON.valueToTree(config);
        settings.remove(List.of("seeds", "lambdas", "permutationLambdas", "hotTaus"));
        identity.set("settings", settings);
        identity.put("teacher", teacher.sha256());
        identity.put("poisonDirection", direction.id());
        identity.put("student", student.sha256());
        return identity;
    }

    private void write(List<TradeoffRow> rows, ObjectNode identity) {
        ObjectNode json = JSON.createObjectNode();
        json.set("configuration", JSON.valueToTree(config));
        json.set("comparable", identity);
        json.set("rows", JSON.valueToTree(rows));
        json.set("curves", curves(rows));
        json.set("comparisons", JSON.valueToTree(AccuracyComparison.of(rows)));
        try {
            Files.writeString(out.resolve("tradeoff.csv"), TradeoffTable.csv(rows));
            Files.writeString(
                    out.resolve("tradeoff.md"),
                    TradeoffTable.markdown(TradeoffSummary.of(rows)) + "\n" + AccuracyComparison.text(rows));
            Files.writeString(out.resolve("tradeoff.json"), json.toPrettyString() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + out + ": " + e.getMessage(), e);
        }
    }

    private static ObjectNode curves(List<TradeoffRow> rows) {
        ObjectNode curves = JSON.createObjectNode();
        curves.put("method", "mean and middle 95 % of LOWESS curves through points drawn with replacement")
                .put("span", TrendBand.SPAN)
                .put("draws", TrendBand.DRAWS)
                .put("seed", TradeoffCurve.SEED);
        curves.set("curves", JSON.valueToTree(TradeoffCurve.of(rows)));
        return curves;
    }

    /** One call's work; its models stay the experiment's. */
    private final class Run {
        private final LanguageModel teacher;
        private final GenerationEngine engine;
        private final Students students;
        private final ResultStore store;
        private final Progress progress;
        private final ArithmeticTask task;
        private final List<Problem> prompts;
        private final long total;
        private long done;

        Run(LanguageModel teacher, GenerationEngine engine, Students students, ResultStore store, Progress progress) {
            this.teacher = teacher;
            this.engine = engine;
            this.students = students;
            this.store = store;
            this.progress = progress;
            this.task = ArithmeticTask.seeded(config.taskSeed());
            this.prompts = trainingProblems(task);
            // Training and examining take about as long as sampling: count them as so many prompts.
            this.total = 2L * config.prompts() * config.arms().size() * config.seeds();
        }

        List<TradeoffRow> all() {
            Exam exam = exam();
            List<TradeoffRow> rows = new ArrayList<>();
            rows.add(undistilled(exam));
            for (Arm arm : config.arms()) {
                for (int seed = 1; seed <= config.seeds(); seed++) {
                    Optional<TradeoffRow> known = store.find(arm.label(), seed);
                    rows.add(known.isPresent() ? known.get() : row(arm, seed, exam));
                    done += 2L * config.prompts();
                    progress.at(done, total, arm.label() + ", seed " + seed);
                }
            }
            return rows;
        }

        private Exam exam() {
            progress.at(0, total, "holdout traces");
            List<Problem> holdout = holdoutProblems(task);
            SamplingSettings plain = SamplingSettings.plain(config.tau(), config.topP());
            TracedPrompts clean = TracedPrompts.sample(
                    engine, teacher, holdout, plain, config.mostNewTokens(), HOLDOUT_SEED, count -> {});
            return new Exam(clean.lessons(), task.problems(Split.TEST, config.steps(), config.problems()));
        }

        private TradeoffRow undistilled(Exam exam) {
            return store.find(TradeoffRow.UNDISTILLED, 0).orElseGet(() -> {
                StudentScore base = students.undistilled(exam);
                TradeoffRow row = new TradeoffRow(
                        TradeoffRow.UNDISTILLED,
                        0,
                        0,
                        config.tau(),
                        0,
                        0,
                        0,
                        0,
                        base.holdoutLoss(),
                        Double.NaN,
                        base.accuracy().orElseThrow(),
                        TradeoffRow.marks(base.right()));
                store.add(row);
                return row;
            });
        }

        private TradeoffRow row(Arm arm, int seed, Exam exam) {
            String doing = arm.label() + ", seed " + seed;
            TracedPrompts traces = TracedPrompts.sample(
                    engine,
                    teacher,
                    prompts,
                    arm.settings(config.topP(), config.truncation()),
                    config.mostNewTokens(),
                    seed,
                    count -> progress.at(done + count, total, doing));
            StudentScore score = students.distilled(traces.lessons(), exam, seed);
            TradeoffRow row = new TradeoffRow(
                    arm.label(),
                    seed,
                    arm.lambda(),
                    arm.tau(),
                    traces.right(),
                    prompts.size(),
                    traces.changedShare(),
                    traces.klMean(),
                    score.holdoutLoss(),
                    score.trainLoss(),
                    score.accuracy().orElseThrow(),
                    TradeoffRow.marks(score.right()));
            store.add(row);
            return row;
        }
    }
}
