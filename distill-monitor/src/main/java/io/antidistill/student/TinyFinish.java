package io.antidistill.student;

import io.antidistill.model.CompletionExample;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.poison.PoisonDirectionBuilder;
import io.antidistill.poison.ScoreScale;
import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Problem;
import io.antidistill.task.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * What comes after the training of the tiny models: the poison direction, the sample prompts, and the figures that show what the models can
 * do.
 */
final class TinyFinish {
    private static final double TAU = 0.9;
    private static final double TOP_P = 0.95;
    private static final int MAX_NEW_TOKENS = 160;
    private static final int STEPS = 3;

    private final TorchRuntime runtime;
    private final Path models;
    private final long seed;
    private final TinyPlan.Amounts amounts;
    private final TinyModels.Progress progress;

    TinyFinish(TorchRuntime runtime, Path models, long seed, TinyPlan.Amounts amounts, TinyModels.Progress progress) {
        this.runtime = runtime;
        this.models = models;
        this.seed = seed;
        this.amounts = amounts;
        this.progress = progress;
    }

    TinyFigures run() throws IOException, InterruptedException {
        JsonLines.write(models.resolve("prompts.jsonl"), TinyPrompts.create(seed, amounts.samplePrompts()));
        List<Problem> test = problems(Split.TEST, amounts.testProblems());
        try (LanguageModel teacher = load("teacher");
                LanguageModel proxy = load("proxy");
                LanguageModel student = load("student")) {
            List<Trace> holdout = cleanTraces(teacher, Split.HOLDOUT, amounts.holdoutTraces());
            List<CompletionExample> studentHoldout = Distillation.examples(student, holdout);
            try (PoisonDirection unscaled = PoisonDirectionBuilder.build(
                            runtime, proxy, Distillation.examples(proxy, holdout), counted("poison", holdout.size()));
                    PoisonDirection direction = unscaled.withScale(ScoreScale.UNIT);
                    Trained distilled = distill(teacher, student, studentHoldout);
                    LanguageModel thief = LanguageModel.of(
                            runtime,
                            models.resolve("student"),
                            student.config(),
                            distilled.parameters().copy())) {
                direction.save(models.resolve("poison.safetensors"));
                List<TrainingLog.HoldoutPoint> losses = distilled.log().holdout();
                return new TinyFigures(
                        evaluate(teacher, test),
                        evaluate(proxy, test),
                        evaluate(student, test),
                        evaluate(thief, test),
                        losses.get(0).loss(),
                        losses.get(losses.size() - 1).loss(),
                        direction.rawNorm());
            }
        }
    }

    private Trained distill(LanguageModel teacher, LanguageModel student, List<CompletionExample> holdout)
            throws InterruptedException {
        List<Trace> traces = cleanTraces(teacher, Split.TRAINING, amounts.studentTraces());
        return Trainer.lora(TrainingSettings.tinyLora(seed))
                .withHoldout(holdout, Integer.MAX_VALUE)
                .withListener((step, steps, loss) -> progress.stepped("distilled student", step, steps, loss))
                .train(runtime, student.config(), student.parameters(), Distillation.examples(student, traces));
    }

    /** An empty answer teaches nothing and is left out. */
    private List<Trace> cleanTraces(LanguageModel teacher, Split split, int count) {
        List<String> questions =
                problems(split, count).stream().map(Problem::question).toList();
        List<Trace> traces = new ArrayList<>();
        try (PlainAnswers answers = answers(teacher)) {
            List<String> texts = answers.to(questions, counted("traces", count));
            for (int i = 0; i < count; i++) {
                if (!texts.get(i).isBlank()) {
                    traces.add(new Trace(questions.get(i), texts.get(i)));
                }
            }
        }
        return traces;
    }

    private Evaluation evaluate(LanguageModel model, List<Problem> problems) {
        try (PlainAnswers answers = answers(model)) {
            return Evaluation.of(answers, model, problems, counted("evaluation", 2 * problems.size()));
        }
    }

    private PlainAnswers answers(LanguageModel model) {
        return new PlainAnswers(runtime, model, TAU, TOP_P, MAX_NEW_TOKENS, seed);
    }

    private List<Problem> problems(Split split, int count) {
        return ArithmeticTask.seeded(seed).problems(split, STEPS, count);
    }

    private LanguageModel load(String name) {
        return LanguageModel.load(runtime, models.resolve(name));
    }

    private IntConsumer counted(String what, int total) {
        return done -> progress.stepped(what, done, total, Double.NaN);
    }
}
