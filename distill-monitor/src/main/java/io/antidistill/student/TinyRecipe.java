package io.antidistill.student;

import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Split;
import io.antidistill.task.TaskTokenizerFiles;
import io.antidistill.task.WorkedProblem;
import io.antidistill.weights.ModelConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How one of the three tiny models is built and what it is taught. They share a vocabulary and differ in width, depth and family. Only the
 * teacher sees three-step problems: what the bases lack is what a thief wants.
 *
 * @param seedOffset what is added to the seed of all
 * @param stepShares the shares of problems of one, two and three steps; the rest are drills
 */
record TinyRecipe(String name, ModelConfig config, int trainingSteps, long seedOffset, double... stepShares) {
    static final int BATCH_SIZE = 32;

    private static final double LEARNING_RATE = 3e-3;
    /** A drill is practice in the arithmetic itself, which is what takes a small model longest. */
    private static final int SHORTEST_DRILL = 3;

    private static final int LONGEST_DRILL = 9;

    private static final int MOST_POSITIONS = 256;
    /** Of five proxies that differed by their seed, the one whose effect at λ 2 was the median. */
    private static final long PROXY_SEED_OFFSET = 11;

    static TinyRecipe teacher(int trainingSteps) {
        return new TinyRecipe("teacher", config("qwen3", 128, 3, 4, 32, 384), trainingSteps, 0, 0.1, 0.15, 0.35);
    }

    static TinyRecipe proxy(int trainingSteps) {
        return new TinyRecipe(
                "proxy", config("qwen2", 48, 1, 4, 12, 144), trainingSteps, PROXY_SEED_OFFSET, 0.25, 0.35);
    }

    static TinyRecipe student(int trainingSteps) {
        return new TinyRecipe("student", config("llama", 104, 4, 4, 26, 288), trainingSteps, 0, 0.25, 0.35);
    }

    private static ModelConfig config(String type, int width, int layers, int heads, int headWidth, int mlpWidth) {
        boolean attentionBias = type.equals("qwen2");
        return new ModelConfig(
                type,
                TaskTokenizerFiles.vocabulary().size(),
                width,
                layers,
                heads,
                heads,
                headWidth,
                mlpWidth,
                MOST_POSITIONS,
                1e-6,
                10_000,
                Optional.empty(),
                true,
                attentionBias,
                false,
                List.of(TaskTokenizerFiles.endId()));
    }

    TrainingSettings settings(long seed) {
        return new TrainingSettings(LEARNING_RATE, 1, BATCH_SIZE, 1, 1, 0.1, 1.0, 0.1, seed);
    }

    /** One new problem for every place in every batch. */
    List<WorkedProblem> problems(long seed) {
        int total = trainingSteps * BATCH_SIZE;
        List<WorkedProblem> problems = new ArrayList<>(total);
        ArithmeticTask task = ArithmeticTask.seeded(seed);
        for (int steps = stepShares.length; steps > 0; steps--) {
            problems.addAll(task.worked(Split.PRETRAINING, steps, (int) (stepShares[steps - 1] * total)));
        }
        problems.addAll(task.drills(Split.PRETRAINING, SHORTEST_DRILL, LONGEST_DRILL, total - problems.size()));
        return problems;
    }

    @Override
    public String toString() {
        return name + ": " + config.modelType() + ", width " + config.width() + ", " + config.layers() + " layers, "
                + trainingSteps + " steps of " + BATCH_SIZE
                + "; shares of problems of one, two and three steps, the rest drills: "
                + Arrays.toString(stepShares);
    }
}
