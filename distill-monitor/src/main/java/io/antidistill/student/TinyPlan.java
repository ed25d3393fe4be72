package io.antidistill.student;

import java.util.List;

/**
 * How much work goes into the tiny models. Immutable.
 *
 * @param teacherSteps training steps of the teacher
 * @param baseSteps training steps of each base
 * @param holdoutTraces clean teacher traces for the poison direction
 * @param studentTraces clean teacher traces that show what a student learns
 * @param testProblems graded problems for each figure
 * @param samplePrompts lines of the prompts' file
 */
public record TinyPlan(
        int teacherSteps, int baseSteps, int holdoutTraces, int studentTraces, int testProblems, int samplePrompts) {

    public TinyPlan {
        for (int number :
                new int[] {teacherSteps, baseSteps, holdoutTraces, studentTraces, testProblems, samplePrompts}) {
            if (number < 1) {
                throw new IllegalArgumentException(
                        "invalid value " + number + " for a number of the plan: must be positive");
            }
        }
    }

    /** The plan of the shipped models, apart from the teacher's steps; the bases get four steps for each five of the teacher's. */
    public static TinyPlan ofSteps(int teacherSteps) {
        return new TinyPlan(teacherSteps, Math.max(1, teacherSteps * 4 / 5), 300, 600, 500, 400);
    }

    List<TinyRecipe> recipes() {
        return List.of(TinyRecipe.teacher(teacherSteps), TinyRecipe.proxy(baseSteps), TinyRecipe.student(baseSteps));
    }
}
