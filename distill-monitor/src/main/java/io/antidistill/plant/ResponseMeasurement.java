package io.antidistill.plant;

import io.antidistill.engine.EngineConfig;
import io.antidistill.engine.GenerationEngine;
import io.antidistill.engine.ScoreKind;
import io.antidistill.experiment.TracedPrompts;
import io.antidistill.experiment.TradeoffModels;
import io.antidistill.experiment.Trial;
import io.antidistill.guard.TiltRules;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.probe.AttackScore;
import io.antidistill.probe.Attacks;
import io.antidistill.probe.ControlledBy;
import io.antidistill.probe.DistilledStudents;
import io.antidistill.probe.Exam;
import io.antidistill.probe.Interval;
import io.antidistill.probe.Lesson;
import io.antidistill.probe.ProbeResult;
import io.antidistill.probe.ProbeRound;
import io.antidistill.probe.ProbeSettings;
import io.antidistill.probe.References;
import io.antidistill.probe.RoundSettings;
import io.antidistill.probe.Students;
import io.antidistill.sampling.Sampler;
import io.antidistill.sampling.SamplingSettings;
import io.antidistill.sampling.Truncation;
import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Problem;
import io.antidistill.task.Split;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures what lambda does to distillability as the monitor sees it: for each lambda, as many traces as a window holds,
 * and a round of attacks on them. Used by one thread.
 *
 * @param traces of a window
 * @param holdout clean traces that the students are examined on
 * @param lambdas at which windows are sampled; 0 is plain
 * @param attacks that are tried besides plain
 * @param seeds windows per lambda
 */
public record ResponseMeasurement(int traces, int holdout, List<Double> lambdas, List<String> attacks, int seeds) {
    private static final int STEPS = 3;
    private static final long TASK_SEED = 11;
    private static final int SLOTS = 24;
    private static final int MOST_NEW_TOKENS = 160;
    private static final double TAU = 0.9;
    private static final double TOP_P = 0.95;
    private static final int CLEAN_SEED = 1_000_003;

    public ResponseMeasurement {
        lambdas = List.copyOf(lambdas);
        attacks = List.copyOf(attacks);
        Attacks.named(attacks);
        if (traces < 8 || holdout < 4 || seeds < 1) {
            throw new IllegalArgumentException("invalid value " + traces + ", " + holdout + ", " + seeds
                    + " for traces, holdout, seeds: they must be at least 8, 4 and 1");
        }
    }

    /** @param arrived hears each window's points as soon as they are there, in the order of the lambdas */
    public void run(TorchRuntime runtime, TradeoffModels models, Consumer<List<ResponsePoint>> arrived) {
        try (LanguageModel teacher = LanguageModel.load(runtime, models.teacher());
                LanguageModel proxy = LanguageModel.load(runtime, models.proxy());
                PoisonDirection direction = PoisonDirection.load(runtime, models.poison(), proxy);
                Students students = DistilledStudents.load(runtime, models.student(), ProbeSettings.defaults());
                GenerationEngine engine = GenerationEngine.start(
                        new EngineConfig(SLOTS, teacher.config().maxPositions(), 2 * SLOTS, ScoreKind.FORWARD, 0),
                        runtime,
                        teacher,
                        proxy,
                        direction)) {
            ArithmeticTask task = ArithmeticTask.seeded(TASK_SEED);
            List<Problem> asked = task.problems(Split.TRAINING, STEPS, traces);
            List<Problem> unseen = task.problems(Split.HOLDOUT, STEPS, holdout);
            Exam exam = new Exam(sample(engine, teacher, unseen, 0, CLEAN_SEED).lessons(), List.of());
            List<Lesson> clean =
                    sample(engine, teacher, asked, 0, 2 * CLEAN_SEED).lessons();
            ProbeRound round = round(students);
            for (double lambda : lambdas) {
                for (int seed = 1; seed <= seeds; seed++) {
                    TracedPrompts window = sample(engine, teacher, asked, lambda, seed);
                    ProbeResult result = round.run("standard", window.lessons(), clean, exam);
                    arrived.accept(points(lambda, seed, (double) window.right() / traces, result));
                }
            }
        }
    }

    private ProbeRound round(Students students) {
        RoundSettings settings = new RoundSettings(1, attacks, Duration.ofHours(1));
        return new ProbeRound(
                students, new References(students, 1, 1), Attacks.named(attacks), ControlledBy.LOSS, settings, 1);
    }

    private static TracedPrompts sample(
            GenerationEngine engine, LanguageModel teacher, List<Problem> problems, double lambda, int seed) {
        SamplingSettings sampling = lambda == 0
                ? SamplingSettings.plain(TAU, TOP_P)
                : new SamplingSettings(Sampler.ANTIDISTILLATION, lambda, TAU, TOP_P, Truncation.TRUNCATE_THEN_TILT);
        Trial trial = new Trial("response", sampling, TiltRules.UNLIMITED);
        return TracedPrompts.sample(engine, teacher, problems, trial, MOST_NEW_TOKENS, seed, done -> {});
    }

    private static List<ResponsePoint> points(double lambda, int seed, double utility, ProbeResult result) {
        List<ResponsePoint> points = new ArrayList<>();
        for (AttackScore attack : result.attacks()) {
            double distillability = attack.distillability()
                    .orElseThrow(() -> new IllegalStateException(
                            "the clean student did not beat its base: take more traces or a larger holdout"));
            Interval interval = attack.interval().orElseGet(() -> new Interval(distillability, distillability));
            points.add(new ResponsePoint(
                    lambda, seed, attack.attack(), distillability, interval.low(), interval.high(), utility));
        }
        return points;
    }
}
