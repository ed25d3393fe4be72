package io.antidistill.experiment;

import io.antidistill.engine.GenerationEngine;
import io.antidistill.engine.GenerationRequest;
import io.antidistill.engine.GenerationResult;
import io.antidistill.model.LanguageModel;
import io.antidistill.probe.Lesson;
import io.antidistill.task.AnswerGrader;
import io.antidistill.task.Problem;
import io.antidistill.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * The teacher's traces on some problems, by one way of sampling. Immutable.
 *
 * @param problems what was asked
 * @param lessons what a thief gets of it, in the same order
 * @param results how each was sampled, in the same order
 */
public record TracedPrompts(List<Problem> problems, List<Lesson> lessons, List<GenerationResult> results) {
    private static final long SEED_STRIDE = 1_000_003;

    /** @param seed with the problem's number it makes the seed of each trace */
    public static TracedPrompts sample(
            GenerationEngine engine,
            LanguageModel teacher,
            List<Problem> problems,
            Trial trial,
            int mostNewTokens,
            int seed,
            IntConsumer progress) {
        List<GenerationRequest> requests = new ArrayList<>();
        for (Problem problem : problems) {
            long own = seed * SEED_STRIDE + requests.size();
            requests.add(new GenerationRequest(promptIds(teacher, problem), trial.sampling(), own, mostNewTokens)
                    .withTilt(trial.tilt()));
        }
        List<GenerationResult> results = engine.generateAll(requests, progress);
        List<Lesson> lessons = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            String text = teacher.tokenizer().decode(results.get(i).tokenIds());
            lessons.add(Lesson.of(problems.get(i).question(), text));
        }
        return new TracedPrompts(problems, lessons, results);
    }

    /** Of several batches of problems, one after another. */
    static TracedPrompts together(List<TracedPrompts> parts) {
        return new TracedPrompts(
                all(parts, TracedPrompts::problems),
                all(parts, TracedPrompts::lessons),
                all(parts, TracedPrompts::results));
    }

    private static <E> List<E> all(List<TracedPrompts> parts, Function<TracedPrompts, List<E>> column) {
        return parts.stream().flatMap(part -> column.apply(part).stream()).toList();
    }

    static int[] promptIds(LanguageModel teacher, Problem problem) {
        return teacher.promptIds(List.of(new ChatMessage("user", problem.question())));
    }

    /** How many answers are right. */
    public int right() {
        int right = 0;
        for (int i = 0; i < problems.size(); i++) {
            right += AnswerGrader.isRight(lessons.get(i).text(), problems.get(i).answer()) ? 1 : 0;
        }
        return right;
    }

    double changedShare() {
        long changed =
                results.stream().mapToLong(r -> r.statistics().changedTokens()).sum();
        long tokens = results.stream()
                .mapToLong(r -> r.statistics().completionTokens())
                .sum();
        return tokens == 0 ? 0 : (double) changed / tokens;
    }

    /** Per token, each trace weighing as much as it is long. */
    double klMean() {
        double nats = results.stream()
                .mapToDouble(r -> r.statistics().klMean() * r.statistics().completionTokens())
                .sum();
        long tokens = results.stream()
                .mapToLong(r -> r.statistics().completionTokens())
                .sum();
        return tokens == 0 ? 0 : nats / tokens;
    }
}
