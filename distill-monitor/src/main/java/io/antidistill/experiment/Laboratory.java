package io.antidistill.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.engine.EngineConfig;
import io.antidistill.engine.GenerationEngine;
import io.antidistill.engine.ScoreKind;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.OpenedSoFar;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.probe.DistilledStudents;
import io.antidistill.probe.Exam;
import io.antidistill.task.Problem;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * What every experiment works with: the opened models, the teacher's engine, the students and their exam. Owns all of
 * it. One thread at a time.
 */
final class Laboratory implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HOLDOUT_SEED = -1;
    private static final int SLOTS = 24;

    private final OpenedSoFar opened;
    private final TorchRuntime runtime;
    private final Setting setting;
    private final LanguageModel teacher;
    private final LanguageModel proxy;
    private final PoisonDirection direction;
    private final DistilledStudents students;
    private final List<Problem> prompts;
    private final GenerationEngine engine;
    private Exam examOrNull;

    private Laboratory(
            OpenedSoFar opened, TorchRuntime runtime, TradeoffModels models, Setting setting, int courseParts) {
        this.opened = opened;
        this.runtime = runtime;
        this.setting = setting;
        this.prompts = setting.trainingProblems();
        this.teacher = opened.add(LanguageModel.load(runtime, models.teacher()));
        this.proxy = opened.add(LanguageModel.load(runtime, models.proxy()));
        this.direction = opened.add(PoisonDirection.load(runtime, models.poison(), proxy));
        this.students = opened.add(DistilledStudents.load(runtime, models.student(), setting.student(), courseParts));
        this.engine = opened.add(engine(proxy, direction, ScoreKind.FORWARD, 0));
    }

    /**
     * Opens everything.
     *
     * @param courseParts how often the holdout loss is looked at while a student learns
     * @throws io.antidistill.weights.ModelFormatException if a model cannot be read
     */
    static Laboratory open(TorchRuntime runtime, TradeoffModels models, Setting setting, int courseParts) {
        OpenedSoFar opened = new OpenedSoFar();
        try {
            return new Laboratory(opened, runtime, models, setting, courseParts);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** The problems whose traces students learn from. */
    List<Problem> prompts() {
        return prompts;
    }

    Setting setting() {
        return setting;
    }

    LanguageModel teacher() {
        return teacher;
    }

    LanguageModel proxy() {
        return proxy;
    }

    TorchRuntime runtime() {
        return runtime;
    }

    DistilledStudents students() {
        return students;
    }

    /** With the proxy and the direction that were named. */
    GenerationEngine engine() {
        return engine;
    }

    /** With another proxy, or another way to compute its score; the caller closes it. */
    GenerationEngine engine(LanguageModel other, PoisonDirection itsDirection, ScoreKind kind, double epsilon) {
        EngineConfig config = new EngineConfig(SLOTS, context(), 2 * SLOTS, kind, epsilon);
        return GenerationEngine.start(config, runtime, teacher, other, itsDirection);
    }

    /** Room for the longest problem and its trace: a real model's whole context would take gigabytes. */
    private int context() {
        int longest = Stream.of(prompts, setting.holdoutProblems())
                .flatMap(List::stream)
                .mapToInt(problem -> TracedPrompts.promptIds(teacher, problem).length)
                .max()
                .orElseThrow();
        return Math.min(teacher.config().maxPositions(), longest + setting.mostNewTokens());
    }

    /** Clean traces and problems that no student learns from; sampled when they are first needed. */
    Exam exam() {
        if (examOrNull == null) {
            examOrNull = new Exam(clean(setting.holdoutProblems()).lessons(), setting.testProblems());
        }
        return examOrNull;
    }

    /** What the unprotected teacher says. */
    TracedPrompts clean(List<Problem> problems) {
        return TracedPrompts.sample(
                engine,
                teacher,
                problems,
                setting.plain().in(setting),
                setting.mostNewTokens(),
                HOLDOUT_SEED,
                count -> {});
    }

    /** Traces on the prompts that students learn from. */
    TracedPrompts traces(Trial trial, int seed, IntConsumer progress) {
        return traces(engine, trial, seed, progress);
    }

    TracedPrompts traces(GenerationEngine other, Trial trial, int seed, IntConsumer progress) {
        return traces(other, trial, prompts, seed, progress);
    }

    TracedPrompts traces(GenerationEngine other, Trial trial, List<Problem> asked, int seed, IntConsumer progress) {
        return TracedPrompts.sample(other, teacher, asked, trial, setting.mostNewTokens(), seed, progress);
    }

    /** The row of the base that has seen no trace. */
    TradeoffRow undistilled(ResultStore<TradeoffRow> store) {
        return store.find(TradeoffRow.UNDISTILLED, 0).orElseGet(() -> {
            TradeoffRow row = TradeoffRow.undistilled(setting, students.undistilled(exam()));
            store.add(row);
            return row;
        });
    }

    /** Samples, grades, distills and examines. */
    Grid.Line<TradeoffRow> line(Trial trial) {
        return new Grid.Line<>(trial.label(), (seed, sampled) -> row(engine, trial, seed, sampled));
    }

    TradeoffRow row(GenerationEngine other, Trial trial, int seed, IntConsumer sampled) {
        return row(trial, traces(other, trial, seed, sampled), seed);
    }

    /** Grades, distills and examines. */
    TradeoffRow row(Trial trial, TracedPrompts traces, int seed) {
        return TradeoffRow.of(trial, seed, traces, students.distilled(traces.lessons(), exam(), seed));
    }

    /** What makes rows comparable: models and settings, but not the number of repetitions. */
    ObjectNode identity(Object config) {
        ObjectNode settings = JSON.valueToTree(config);
        settings.remove("seeds");
        ObjectNode identity = JSON.createObjectNode();
        identity.set("settings", settings);
        identity.put("teacher", teacher.sha256());
        identity.put("poisonDirection", direction.id());
        identity.put("student", students.baseSha256());
        return identity;
    }

    @Override
    public void close() {
        opened.close();
    }
}
