package io.antidistill.student;

import java.nio.file.Path;
import java.util.List;

/** Which tiny models are made, and how much work goes into them. Immutable. */
public final class TinyPlan {
    private static final int WORKED_TEACHER_STEPS = 300;
    private static final int WORKED_STUDENT_STEPS = 1500;

    private final List<TinyRecipe> recipes;
    private final TinyReadme.About about;
    private final Amounts amounts;

    /**
     * How much is made of what is not a model.
     *
     * @param holdoutTraces clean teacher traces for the poison direction
     * @param studentTraces clean teacher traces that show what a student learns
     * @param testProblems graded problems for each figure
     * @param samplePrompts lines of the prompts' file
     */
    record Amounts(int holdoutTraces, int studentTraces, int testProblems, int samplePrompts) {
        private static final Amounts USUAL = new Amounts(300, 600, 500, 400);

        Amounts {
            for (int number : new int[] {holdoutTraces, studentTraces, testProblems, samplePrompts}) {
                requirePositive(number);
            }
        }
    }

    private TinyPlan(List<TinyRecipe> recipes, TinyReadme.About about, Amounts amounts) {
        this.recipes = List.copyOf(recipes);
        this.about = about;
        this.amounts = amounts;
    }

    /**
     * The plan of the shipped models, apart from the teacher's steps. The student's base gets four steps for each five of the teacher's. The
     * proxy gets only one for each nine: a proxy as well trained as that base knows the wordings so well that its gradient hardly speaks of them,
     * and it takes about five times the λ for the same effect.
     */
    public static TinyPlan ofSteps(int teacherSteps) {
        return of(teacherSteps, Math.max(1, teacherSteps * 5 / 18), Math.max(1, teacherSteps * 4 / 5), Amounts.USUAL);
    }

    /** A teacher, a proxy and a student's base of so many training steps. */
    static TinyPlan of(int teacherSteps, int proxySteps, int studentSteps, Amounts amounts) {
        requirePositive(teacherSteps);
        requirePositive(proxySteps);
        requirePositive(studentSteps);
        return new TinyPlan(
                List.of(
                        TinyRecipe.teacher(teacherSteps),
                        TinyRecipe.proxy(proxySteps),
                        TinyRecipe.student(studentSteps)),
                TinyReadme.About.TINY,
                amounts);
    }

    /**
     * Models with which the student's accuracy depends on how much the traces show: the tiny teacher comes to work nearly every step digit by
     * digit, and the student's base knows no other way.
     *
     * @param tiny directory of the tiny models, which lend their teacher and their proxy
     */
    public static TinyPlan worked(Path tiny) {
        return worked(tiny, WORKED_TEACHER_STEPS, WORKED_STUDENT_STEPS, Amounts.USUAL);
    }

    static TinyPlan worked(Path tiny, int teacherSteps, int studentSteps, Amounts amounts) {
        requirePositive(teacherSteps);
        requirePositive(studentSteps);
        return new TinyPlan(
                List.of(
                        TinyRecipe.workedTeacher(tiny.resolve("teacher"), teacherSteps),
                        TinyRecipe.sameProxy(tiny.resolve("proxy")),
                        TinyRecipe.workedStudent(studentSteps)),
                TinyReadme.About.WORKED,
                amounts);
    }

    /** Teacher, proxy and student. */
    List<TinyRecipe> recipes() {
        return recipes;
    }

    TinyReadme.About about() {
        return about;
    }

    Amounts amounts() {
        return amounts;
    }

    private static void requirePositive(int number) {
        if (number < 1) {
            throw new IllegalArgumentException(
                    "invalid value " + number + " for a number of the plan: must be positive");
        }
    }
}
