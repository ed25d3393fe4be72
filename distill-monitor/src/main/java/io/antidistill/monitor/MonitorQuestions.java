package io.antidistill.monitor;

import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Problem;
import io.antidistill.task.Split;
import io.antidistill.tokenizer.ChatMessage;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The monitor's own questions: holdout prompts, whose clean traces every student is examined on, and canaries, whose
 * answers are known. Immutable.
 */
final class MonitorQuestions {
    private static final long SEED = 20_260;
    private static final int STEPS = 3;

    private final List<Problem> holdout;
    private final List<Problem> canaries;
    private final Set<List<ChatMessage>> holdoutMessages;

    private MonitorQuestions(List<Problem> holdout, List<Problem> canaries) {
        this.holdout = List.copyOf(holdout);
        this.canaries = List.copyOf(canaries);
        this.holdoutMessages =
                holdout.stream().map(p -> Lessons.question(p.question())).collect(Collectors.toUnmodifiableSet());
    }

    /** From the arithmetic task's holdout and test problems. */
    static MonitorQuestions arithmetic(int holdout, int canaries) {
        ArithmeticTask task = ArithmeticTask.seeded(SEED);
        return new MonitorQuestions(
                task.problems(Split.HOLDOUT, STEPS, holdout), task.problems(Split.TEST, STEPS, canaries));
    }

    /**
     * From an operator's own problems: the first are the holdout, the rest canaries.
     *
     * @throws IllegalArgumentException if there are too few
     */
    static MonitorQuestions of(List<Problem> problems, int holdout, int leastCanaries) {
        if (problems.size() < holdout + leastCanaries) {
            throw new IllegalArgumentException("invalid value " + problems.size() + " for problems: at least "
                    + (holdout + leastCanaries) + " are needed, " + holdout + " for the holdout and " + leastCanaries
                    + " canaries; give more or set a smaller holdout");
        }
        return new MonitorQuestions(problems.subList(0, holdout), problems.subList(holdout, problems.size()));
    }

    List<Problem> holdout() {
        return holdout;
    }

    List<Problem> canaries() {
        return canaries;
    }

    boolean isHoldout(List<ChatMessage> messages) {
        return holdoutMessages.contains(messages);
    }
}
