package io.antidistill.student;

import io.antidistill.task.WorkedProblem;
import io.antidistill.weights.ModelConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How one of three tiny models is built and what it is taught. They share a vocabulary and differ in width, depth and family. Only a
 * teacher sees three-step problems: what the bases lack is what a thief wants.
 *
 * @param start directory of a model of this architecture to go on from; empty for fresh weights
 * @param trainingSteps 0 takes the start as it is
 * @param seedOffset what is added to the seed of all
 */
record TinyRecipe(
        String name,
        ModelConfig config,
        Optional<Path> start,
        int trainingSteps,
        double learningRate,
        long seedOffset,
        Lessons lessons) {
    static final int BATCH_SIZE = 32;

    private static final double LEARNING_RATE = 3e-3;
    private static final double REFINING_RATE = 5e-4;

    /** Of five proxies that differed by their seed, the one whose effect at λ 2 was the median. */
    private static final long PROXY_SEED_OFFSET = 11;

    private static final Lessons WITHOUT_THREE_STEPS = new Lessons(Lessons.USUAL_WORKED_SHARE, 0.25, 0.35);

    static TinyRecipe teacher(int trainingSteps) {
        Lessons lessons = new Lessons(Lessons.USUAL_WORKED_SHARE, 0.1, 0.15, 0.35);
        return fresh("teacher", teacherConfig(), trainingSteps, 0, lessons);
    }

    static TinyRecipe proxy(int trainingSteps) {
        return fresh("proxy", proxyConfig(), trainingSteps, PROXY_SEED_OFFSET, WITHOUT_THREE_STEPS);
    }

    /** Taught like the proxy, and named like its shape. */
    static TinyRecipe proxy(TinyShape shape, int trainingSteps) {
        return fresh(shape.toString(), shape.config(), trainingSteps, PROXY_SEED_OFFSET, WITHOUT_THREE_STEPS);
    }

    static TinyRecipe student(int trainingSteps) {
        return fresh("student", studentConfig(), trainingSteps, 0, WITHOUT_THREE_STEPS);
    }

    /** A tiny teacher that comes to work nine steps of ten digit by digit. */
    static TinyRecipe workedTeacher(Path tinyTeacher, int trainingSteps) {
        Lessons lessons = new Lessons(0.9, 0, 0.25, 0.75);
        return new TinyRecipe(
                "teacher", teacherConfig(), Optional.of(tinyTeacher), trainingSteps, REFINING_RATE, 0, lessons);
    }

    /** The tiny proxy as it is. */
    static TinyRecipe sameProxy(Path tinyProxy) {
        return new TinyRecipe(
                "proxy",
                proxyConfig(),
                Optional.of(tinyProxy),
                0,
                LEARNING_RATE,
                PROXY_SEED_OFFSET,
                WITHOUT_THREE_STEPS);
    }

    /** A base that has seen worked steps alone, and cannot do a sum in one line. */
    static TinyRecipe workedStudent(int trainingSteps) {
        return fresh("student", studentConfig(), trainingSteps, 0, new Lessons(1, 0.3, 0.7));
    }

    private static TinyRecipe fresh(
            String name, ModelConfig config, int trainingSteps, long seedOffset, Lessons lessons) {
        return new TinyRecipe(name, config, Optional.empty(), trainingSteps, LEARNING_RATE, seedOffset, lessons);
    }

    private static ModelConfig teacherConfig() {
        return new TinyShape("qwen3", 128, 3).config();
    }

    private static ModelConfig proxyConfig() {
        return new TinyShape("qwen2", 48, 1).config();
    }

    private static ModelConfig studentConfig() {
        return TinyShape.config("llama", 104, 4, 4, 26, 288);
    }

    TrainingSettings settings(long seed) {
        return new TrainingSettings(learningRate, 1, BATCH_SIZE, 1, 1, 0.1, 1.0, 0.1, seed);
    }

    /** One new problem for every place in every batch. */
    List<WorkedProblem> problems(long seed) {
        return lessons.problems(seed, trainingSteps * BATCH_SIZE);
    }

    @Override
    public String toString() {
        String model =
                name + ": " + config.modelType() + ", width " + config.width() + ", " + config.layers() + " layers, ";
        if (trainingSteps == 0) {
            return model + "that of the tiny models as it is";
        }
        String from = start.isPresent() ? "that of the tiny models, trained for another " : "";
        String rate = String.format(Locale.ROOT, "%.0e", learningRate).replace("e-0", "e-");
        return model + from + trainingSteps + " steps of " + BATCH_SIZE + " with a peak of " + rate + "; " + lessons;
    }
}
