package io.antidistill.probe;

import io.antidistill.engine.EngineConfig;
import io.antidistill.engine.GenerationEngine;
import io.antidistill.engine.GenerationRequest;
import io.antidistill.engine.GenerationResult;
import io.antidistill.engine.ScoreKind;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.sampling.Sampler;
import io.antidistill.sampling.SamplingSettings;
import io.antidistill.sampling.Truncation;
import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Problem;
import io.antidistill.task.Split;
import io.antidistill.tokenizer.ChatMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long a probe round takes, and how much generation slows down meanwhile: two rounds over 128 traces, of which the first also trains
 * the references, beside an engine that is never without prompts. Argument: the directory of the tiny models.
 */
final class RoundBenchmark {
    private static final double LAMBDA = 2;
    private static final int WINDOW = 128;
    private static final int EXAM = 40;
    private static final Duration ALONE = Duration.ofSeconds(15);

    private RoundBenchmark() {}

    private interface Work {
        void run() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Path models = Path.of(args[0]);
        EngineConfig config = new EngineConfig(8, 256, 4096, ScoreKind.FORWARD, 0);
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel teacher = LanguageModel.load(runtime, models.resolve("teacher"));
                LanguageModel proxy = LanguageModel.load(runtime, models.resolve("proxy"));
                PoisonDirection direction = PoisonDirection.load(runtime, models.resolve("poison.safetensors"), proxy);
                DistilledStudents students =
                        DistilledStudents.load(runtime, models.resolve("student"), ProbeSettings.defaults());
                GenerationEngine engine = GenerationEngine.start(config, runtime, teacher, proxy, direction)) {
            measure(engine, teacher, students);
        }
    }

    private static void measure(GenerationEngine engine, LanguageModel teacher, DistilledStudents students)
            throws Exception {
        ArithmeticTask task = ArithmeticTask.seeded(3);
        List<Problem> asked = task.problems(Split.TRAINING, 3, WINDOW);
        List<Lesson> window = lessons(engine, teacher, asked, LAMBDA);
        List<Lesson> clean = lessons(engine, teacher, asked, 0);
        Exam exam = new Exam(
                lessons(engine, teacher, task.problems(Split.HOLDOUT, 3, EXAM), 0), task.problems(Split.TEST, 3, EXAM));
        ProbeRound round = new ProbeRound(
                students,
                new References(students, 0.3, 20),
                Attacks.named(List.of("plain", "repetition-filter")),
                ControlledBy.LOSS,
                RoundSettings.defaults(),
                20);

        AtomicLong tokens = new AtomicLong();
        AtomicBoolean stopped = new AtomicBoolean();
        Thread load = new Thread(() -> {
            for (int i = 0; !stopped.get(); i++) {
                answers(engine, teacher, asked.subList(0, 32), LAMBDA, 1000L * i)
                        .forEach(answer -> tokens.addAndGet(answer.tokenIds().length));
            }
        });
        load.start();
        try {
            say("alone", tokens, () -> TimeUnit.NANOSECONDS.sleep(ALONE.toNanos()));
            say("first round", tokens, () -> round.run("g", window, clean, exam));
            say("second round", tokens, () -> round.run("g", window.subList(1, WINDOW), clean, exam));
        } finally {
            stopped.set(true);
            load.join();
        }
    }

    private static void say(String what, AtomicLong tokens, Work work) throws Exception {
        long begin = System.nanoTime();
        long before = tokens.get();
        work.run();
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                "%s: %.1f s, %.0f tokens per second generated%n", what, seconds, (tokens.get() - before) / seconds);
    }

    private static List<GenerationResult> answers(
            GenerationEngine engine, LanguageModel teacher, List<Problem> problems, double lambda, long seed) {
        SamplingSettings sampling =
                new SamplingSettings(Sampler.ANTIDISTILLATION, lambda, 0.9, 0.95, Truncation.TRUNCATE_THEN_TILT);
        List<GenerationRequest> requests = new ArrayList<>();
        for (Problem problem : problems) {
            int[] prompt = teacher.promptIds(List.of(new ChatMessage("user", problem.question())));
            requests.add(new GenerationRequest(prompt, sampling, seed + requests.size(), 160));
        }
        return engine.generateAll(requests, done -> {});
    }

    private static List<Lesson> lessons(
            GenerationEngine engine, LanguageModel teacher, List<Problem> problems, double lambda) {
        List<GenerationResult> results = answers(engine, teacher, problems, lambda, 7);
        List<Lesson> lessons = new ArrayList<>();
        for (int i = 0; i < problems.size(); i++) {
            lessons.add(Lesson.of(
                    problems.get(i).question(),
                    teacher.tokenizer().decode(results.get(i).tokenIds())));
        }
        return lessons;
    }
}
