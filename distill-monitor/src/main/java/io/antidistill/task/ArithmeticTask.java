package io.antidistill.task;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.StringJoiner;

/**
 * A seeded source of arithmetic word problems with worked traces. Equal seeds give equal problems, and longer lists begin with the shorter
 * ones. Immutable and safe for use by several threads.
 */
public final class ArithmeticTask {
    /** The most calculations that a problem may take. */
    public static final int MOST_STEPS = 4;

    private static final int MOST_ATTEMPTS_PER_PROBLEM = 10_000;

    private static final double USUAL_WORKED_SHARE = 0.5;

    private final long seed;
    private final double workedShare;

    private ArithmeticTask(long seed, double workedShare) {
        this.seed = seed;
        this.workedShare = workedShare;
    }

    /** Traces in which every other step, by chance, is worked digit by digit. */
    public static ArithmeticTask seeded(long seed) {
        return new ArithmeticTask(seed, USUAL_WORKED_SHARE);
    }

    /**
     * The same source with traces that show more or less.
     *
     * @param share the probability that a step is worked digit by digit and not in one line
     */
    public ArithmeticTask withWorkedShare(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "invalid value " + share + " for the worked share: must be between 0 and 1");
        }
        return new ArithmeticTask(seed, share);
    }

    /** {@code count} problems of one split, all of different questions. */
    public List<Problem> problems(Split split, int steps, int count) {
        return worked(split, steps, count).stream().map(WorkedProblem::problem).toList();
    }

    /**
     * {@code count} problems of one split with one worked trace each, all of different questions.
     *
     * @throws IllegalArgumentException if the split has too few problems of so few steps
     */
    public List<WorkedProblem> worked(Split split, int steps, int count) {
        if (steps < 1 || steps > MOST_STEPS) {
            throw new IllegalArgumentException(
                    "invalid value " + steps + " for steps: must be between 1 and " + MOST_STEPS);
        }
        SplittableRandom random = new SplittableRandom(seed * 31 + split.ordinal() * 7L + steps);
        List<WorkedProblem> result = new ArrayList<>(count);
        Set<String> questions = new HashSet<>();
        while (result.size() < count) {
            result.add(next(split, steps, random, questions));
        }
        return List.copyOf(result);
    }

    /**
     * Sheets of unrelated calculations of one split, each worked in one line, for practice: a number of them to a sheet. The answer is the
     * last result; the trace does not box it.
     */
    public List<WorkedProblem> drills(Split split, int fewest, int most, int count) {
        SplittableRandom random = new SplittableRandom(seed * 31 + split.ordinal() * 7L + MOST_STEPS + 1);
        List<WorkedProblem> sheets = new ArrayList<>(count);
        while (sheets.size() < count) {
            sheets.add(drill(split, random.nextInt(fewest, most + 1), random));
        }
        return List.copyOf(sheets);
    }

    private static WorkedProblem drill(Split split, int calculations, SplittableRandom random) {
        StringJoiner question = new StringJoiner(", ", "What is ", "?");
        StringJoiner trace = new StringJoiner(" ");
        int answer = 0;
        for (int i = 0; i < calculations; i++) {
            Calculation calculation = Calculation.randomSingle(random);
            while (Split.of(calculation) != split) {
                calculation = Calculation.randomSingle(random);
            }
            Calculation.Operation operation = calculation.operations().get(0);
            question.add(calculation.start() + " " + operation.kind().sign + " " + operation.operand());
            trace.add(TraceWriter.bareLine(calculation.start(), operation, random));
            answer = calculation.answer();
        }
        return new WorkedProblem(
                new Problem(question.toString(), Integer.toString(answer), calculations), trace.toString());
    }

    private WorkedProblem next(Split split, int steps, SplittableRandom random, Set<String> questions) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS_PER_PROBLEM; attempt++) {
            Calculation calculation = Calculation.random(steps, random);
            if (Split.of(calculation) != split) {
                continue;
            }
            Story story = Story.random(random);
            String question = story.question(calculation, random);
            if (questions.add(question)) {
                String trace = new TraceWriter(story, workedShare, random).trace(calculation);
                return new WorkedProblem(new Problem(question, Integer.toString(calculation.answer()), steps), trace);
            }
        }
        throw new IllegalArgumentException("no further problem of " + steps + " steps in the split " + split + " after "
                + questions.size() + ": ask for fewer or for more steps");
    }
}
