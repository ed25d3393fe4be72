package io.antidistill.student;

import java.util.List;

/**
 * How much work goes into the tiny models. Immutable.
 *
 * @param teacherSteps training steps of the teacher
 * @param proxySteps of the proxy
 * @param studentSteps of the student's base
 * @param holdoutTraces clean teacher traces for the poison direction
 * @param studentTraces clean teacher traces that show what a student learns
 * @param testProblems graded problems for each figure
 * @param samplePrompts lines of the prompts' file
 */
public record TinyPlan(
        int teacherSteps,
        int proxySteps,
        int studentSteps,
        int holdoutTraces,
        int studentTraces,
        int testProblems,
        int samplePrompts) {

    public TinyPlan {
        for (int number : new int[] {
            teacherSteps, proxySteps, studentSteps, holdoutTraces, studentTraces, testProblems, samplePrompts
        }) {
            if (number < 1) {
                throw new IllegalArgumentException(
                        "invalid value " + number + " for a number of the plan: must be positive");
            }
        }
    }

    /**
     * The plan of the shipped models, apart from the teacher's steps. The student's base gets four steps for each five of the teacher's. The
     * proxy gets only one for each nine: a proxy as well trained as that base knows the wordings so well that its gradient hardly speaks of them,
     * and it takes about five times the λ for the same effect.
     */
    public static TinyPlan ofSteps(int teacherSteps) {
        return new TinyPlan(
                teacherSteps,
                Math.max(1, teacherSteps * 5 / 18),
                Math.max(1, teacherSteps * 4 / 5),
                300,
                600,
                500,
                400);
    }

    List<TinyRecipe> recipes() {
        return List.of(
                TinyRecipe.teacher(teacherSteps), TinyRecipe.proxy(proxySteps), TinyRecipe.student(studentSteps));
    }
}
