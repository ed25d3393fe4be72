package io.antidistill.probe;

import io.antidistill.model.CompletionExample;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.Parameters;
import io.antidistill.model.TorchRuntime;
import io.antidistill.student.AnswerCue;
import io.antidistill.student.HoldoutLoss;
import io.antidistill.student.Trained;
import io.antidistill.student.Trainer;
import io.antidistill.student.TrainingSettings;
import io.antidistill.tokenizer.ChatMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Students that learn on this machine, by a low-rank adapter on a base or with all its weights. Owns the base, and the students that are to go
 * on. One thread at a time.
 */
public final class DistilledStudents implements Students {
    private static final int LAST_STEPS = 5;
    private static final int COURSE_PARTS = 3;

    private final TorchRuntime runtime;
    private final Path directory;
    private final LanguageModel base;
    private final ProbeSettings settings;
    private final int courseParts;
    private final Map<String, Parameters> left = new HashMap<>();

    private DistilledStudents(
            TorchRuntime runtime, Path directory, LanguageModel base, ProbeSettings settings, int courseParts) {
        this.runtime = runtime;
        this.directory = directory;
        this.base = base;
        this.settings = settings;
        this.courseParts = courseParts;
    }

    /**
     * Loads the base.
     *
     * @param runtime stays the caller's; close it after this
     * @throws io.antidistill.weights.ModelFormatException if the directory holds no model that can be read
     */
    public static DistilledStudents load(TorchRuntime runtime, Path directory, ProbeSettings settings) {
        return load(runtime, directory, settings, COURSE_PARTS);
    }

    /**
     * As {@link #load(TorchRuntime, Path, ProbeSettings)}.
     *
     * @param courseParts into how many parts a training is cut by looks at the holdout loss, each of which costs time
     */
    public static DistilledStudents load(
            TorchRuntime runtime, Path directory, ProbeSettings settings, int courseParts) {
        return new DistilledStudents(runtime, directory, LanguageModel.load(runtime, directory), settings, courseParts);
    }

    /** Hash of the base's weights. */
    public String baseSha256() {
        return base.sha256();
    }

    /**
     * Loads several bases.
     *
     * @throws io.antidistill.weights.ModelFormatException if a directory holds no model that can be read; nothing is left open
     */
    public static List<Students> loadAll(TorchRuntime runtime, List<Path> directories, ProbeSettings settings) {
        List<Students> loaded = new ArrayList<>();
        try {
            directories.forEach(directory -> loaded.add(load(runtime, directory, settings)));
            return loaded;
        } catch (RuntimeException e) {
            loaded.forEach(Students::close);
            throw e;
        }
    }

    @Override
    public String architecture() {
        return base.config().modelType() + " " + base.config().layers() + "x"
                + base.config().width();
    }

    @Override
    public AnswerCue answerCue() {
        return AnswerCue.of(base.tokenizer());
    }

    @Override
    public StudentScore undistilled(Exam exam) {
        return new Examiner(runtime, settings).score(base, exam, 0, Double.NaN, List.of());
    }

    @Override
    public boolean areIncremental() {
        return settings.incremental();
    }

    @Override
    public StudentScore distilled(Curriculum curriculum, Exam exam, long seed) {
        return distilled(base.parameters(), curriculum, exam, seed, weights -> {});
    }

    @Override
    public StudentScore distilled(String name, Curriculum curriculum, Exam exam, long seed) {
        if (!settings.incremental()) {
            return distilled(curriculum, exam, seed);
        }
        Parameters start = left.getOrDefault(name, base.parameters());
        return distilled(start, curriculum, exam, seed, weights -> {
            Parameters before = left.put(name, weights.copy());
            if (before != null) {
                before.close();
            }
        });
    }

    private StudentScore distilled(
            Parameters start, Curriculum curriculum, Exam exam, long seed, Consumer<Parameters> finished) {
        Map<CompletionExample, Double> weights = weighted(curriculum);
        Trainer trainer = trainer(weights, curriculum, seed)
                .withHoldout(examples(base, exam.holdout()), coursePart(weights.size()));
        try (Trained trained = train(trainer, start, weights);
                LanguageModel student = model(trained)) {
            StudentScore score = new Examiner(runtime, settings)
                    .score(
                            student,
                            exam,
                            weights.size(),
                            trained.log().recentTrainLoss(LAST_STEPS),
                            CoursePoint.of(trained.log()));
            // The last step can ruin the weights after its own loss was still a number: nobody goes on from those.
            if (Double.isFinite(score.holdoutLoss())) {
                finished.accept(trained.parameters());
            }
            return score;
        }
    }

    /**
     * What a fresh student becomes, without an exam: of no lessons, the base. The caller closes it.
     *
     * @throws CancellationException if the thread is interrupted
     */
    public LanguageModel student(Curriculum curriculum, long seed) {
        Map<CompletionExample, Double> weights = weighted(curriculum);
        if (weights.isEmpty()) {
            return LanguageModel.of(
                    runtime, directory, base.config(), base.parameters().copy());
        }
        try (Trained trained = train(trainer(weights, curriculum, seed), base.parameters(), weights)) {
            return model(trained);
        }
    }

    private Trainer trainer(Map<CompletionExample, Double> weights, Curriculum curriculum, long seed) {
        TrainingSettings training = new TrainingSettings(
                settings.learningRate(),
                settings.epochs(),
                settings.batch(),
                settings.rank(),
                settings.alpha(),
                settings.weightDecay(),
                1.0,
                0.1,
                seed,
                settings.dropout(),
                settings.packing());
        Trainer method = settings.targets().isEmpty()
                ? Trainer.fullFineTuning(training)
                : Trainer.lora(training, settings.targets());
        return curriculum.weights().isEmpty() ? method : method.withWeights(weights::get);
    }

    private Trained train(Trainer trainer, Parameters start, Map<CompletionExample, Double> weights) {
        try {
            return trainer.train(runtime, base.config(), start, List.copyOf(weights.keySet()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled(e);
        }
    }

    private LanguageModel model(Trained trained) {
        return LanguageModel.of(
                runtime, directory, base.config(), trained.parameters().copy());
    }

    @Override
    public List<Double> losses(List<Lesson> lessons) {
        return each(
                lessons,
                Double.POSITIVE_INFINITY,
                example -> HoldoutLoss.of(runtime, base.decoder(), List.of(example)));
    }

    @Override
    public List<Double> alignments(List<Lesson> lessons, List<Lesson> aim) {
        try (BaseGradients gradients = new BaseGradients(runtime, base);
                Parameters wanted = gradients.of(examples(base, aim))) {
            return each(lessons, 0.0, example -> {
                try (Parameters own = gradients.of(List.of(example))) {
                    return BaseGradients.cosine(own, wanted);
                }
            });
        }
    }

    /** A conversation that fills the context by itself gets no answer. */
    @Override
    public List<String> answers(List<List<ChatMessage>> conversations, double tau) {
        List<List<ChatMessage>> fitting = conversations.stream()
                .filter(conversation ->
                        base.promptIds(conversation).length < base.config().maxPositions())
                .toList();
        Iterator<String> texts =
                new Examiner(runtime, settings).answers(base, fitting, tau).iterator();
        Set<List<ChatMessage>> answered = Set.copyOf(fitting);
        return conversations.stream()
                .map(conversation -> answered.contains(conversation) ? texts.next() : "")
                .toList();
    }

    private List<Double> each(List<Lesson> lessons, double otherwise, ToDoubleFunction<CompletionExample> figure) {
        List<Double> figures = new ArrayList<>();
        for (Lesson lesson : lessons) {
            if (Thread.currentThread().isInterrupted()) {
                throw cancelled(null);
            }
            figures.add(fitted(base, lesson).map(figure::applyAsDouble).orElse(otherwise));
        }
        return List.copyOf(figures);
    }

    /** Each lesson's tokens, told apart by identity, with its weight. */
    private Map<CompletionExample, Double> weighted(Curriculum curriculum) {
        // A record that holds an array equals itself alone, so equal lessons stay apart.
        Map<CompletionExample, Double> weighted = new LinkedHashMap<>();
        for (int i = 0; i < curriculum.lessons().size(); i++) {
            double weight =
                    curriculum.weights().isEmpty() ? 1 : curriculum.weights().get(i);
            fitted(base, curriculum.lessons().get(i)).ifPresent(example -> weighted.put(example, weight));
        }
        return weighted;
    }

    /** Steps after which the holdout loss is looked at on the way. */
    private int coursePart(int lessons) {
        int steps = settings.epochs() * ((lessons + settings.batch() - 1) / settings.batch());
        return Math.max(1, (steps + courseParts - 1) / courseParts);
    }

    /**
     * The lessons as the model's tokens. A lesson that is longer than the model's context is cut off, as a thief would;
     * one whose question alone fills it is left out.
     */
    static List<CompletionExample> examples(LanguageModel model, List<Lesson> lessons) {
        return lessons.stream()
                .map(lesson -> fitted(model, lesson))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<CompletionExample> fitted(LanguageModel model, Lesson lesson) {
        CompletionExample example = model.example(lesson.messages(), lesson.text());
        int most = model.config().maxPositions();
        if (example.ids().length <= most) {
            return Optional.of(example);
        }
        return example.promptLength() >= most
                ? Optional.empty()
                : Optional.of(new CompletionExample(Arrays.copyOf(example.ids(), most), example.promptLength()));
    }

    static CancellationException cancelled(Throwable cause) {
        CancellationException cancelled = new CancellationException("interrupted while training a student");
        cancelled.initCause(cause);
        return cancelled;
    }

    @Override
    public void close() {
        left.values().forEach(Parameters::close);
        left.clear();
        base.close();
    }
}
