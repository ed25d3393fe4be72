package io.antidistill.student;

import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Split;
import io.antidistill.task.WorkedProblem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a tiny model is taught. Immutable.
 *
 * @param workedShare the probability that a step is worked digit by digit
 * @param stepShares the shares of problems of one, two and three steps; the rest are drills
 */
record Lessons(double workedShare, double... stepShares) {
    static final double USUAL_WORKED_SHARE = 0.5;

    /** A drill is practice in the arithmetic itself, which is what takes a small model longest. */
    private static final int SHORTEST_DRILL = 3;

    private static final int LONGEST_DRILL = 9;
    private static final double ROUNDING = 1e-9;

    /** So many problems, all different but for the drills. */
    List<WorkedProblem> problems(long seed, int total) {
        List<WorkedProblem> problems = new ArrayList<>(total);
        ArithmeticTask task = ArithmeticTask.seeded(seed).withWorkedShare(workedShare);
        for (int steps = stepShares.length; steps > 0; steps--) {
            int count = (int) (stepShares[steps - 1] * total);
            problems.addAll(task.worked(Split.PRETRAINING, steps, count));
        }
        int left = total - problems.size();
        problems.addAll(
                withDrills()
                        ? task.drills(Split.PRETRAINING, SHORTEST_DRILL, LONGEST_DRILL, left)
                        : List.copyOf(problems.subList(0, left)));
        return problems;
    }

    private boolean withDrills() {
        return Arrays.stream(stepShares).sum() < 1 - ROUNDING;
    }

    @Override
    public String toString() {
        String problems = "shares of problems of one, two and three steps"
                + (withDrills() ? ", the rest drills: " : ": ")
                + Arrays.toString(stepShares);
        return workedShare == USUAL_WORKED_SHARE
                ? problems
                : problems + "; steps worked digit by digit: " + Math.round(100 * workedShare) + " %";
    }
}
