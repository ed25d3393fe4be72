package io.antidistill.student;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.antidistill.model.Dropout;

/**
 * How a student is trained. Immutable. As JSON, what is off by default is left out: a state that was kept before there was such a thing still
 * belongs to the same settings.
 *
 * @param learningRate the peak, reached after the warm-up
 * @param epochs how often each example is seen
 * @param batchSize examples per step
 * @param rank of the low-rank adapter; not used by full fine-tuning
 * @param alpha the adapter's scale is alpha / rank
 * @param weightDecay for matrices only
 * @param clip the largest norm of all gradients together
 * @param warmupShare the share of all steps over which the learning rate rises
 * @param seed of the order of examples, of the adapter's first numbers and of the dropout
 * @param dropout the share of an adapter's input that each step leaves out; not for full fine-tuning
 * @param packing whether examples of a batch share rows; else a batch holds examples of like length
 */
public record TrainingSettings(
        double learningRate,
        int epochs,
        int batchSize,
        int rank,
        double alpha,
        double weightDecay,
        double clip,
        double warmupShare,
        long seed,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) double dropout,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean packing) {

    public TrainingSettings {
        positive("learningRate", learningRate);
        positive("epochs", epochs);
        positive("batchSize", batchSize);
        positive("rank", rank);
        positive("alpha", alpha);
        positive("clip", clip);
        if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            throw new IllegalArgumentException(
                    "invalid value " + weightDecay + " for weightDecay: must be finite and not negative");
        }
        if (!(warmupShare >= 0 && warmupShare < 1)) {
            throw new IllegalArgumentException(
                    "invalid value " + warmupShare + " for warmupShare: must be at least 0 and below 1");
        }
        Dropout.requireRate(dropout);
    }

    /** Without dropout and packing. */
    public TrainingSettings(
            double learningRate,
            int epochs,
            int batchSize,
            int rank,
            double alpha,
            double weightDecay,
            double clip,
            double warmupShare,
            long seed) {
        this(learningRate, epochs, batchSize, rank, alpha, weightDecay, clip, warmupShare, seed, 0, false);
    }

    /** What a tiny student is distilled with by default: low rank 16, three epochs, batches of 8. */
    public static TrainingSettings tinyLora(long seed) {
        return new TrainingSettings(2e-3, 3, 8, 16, 16, 0.1, 1.0, 0.1, seed);
    }

    public TrainingSettings withLearningRate(double rate) {
        return new TrainingSettings(
                rate, epochs, batchSize, rank, alpha, weightDecay, clip, warmupShare, seed, dropout, packing);
    }

    public TrainingSettings withEpochs(int number) {
        return new TrainingSettings(
                learningRate, number, batchSize, rank, alpha, weightDecay, clip, warmupShare, seed, dropout, packing);
    }

    public TrainingSettings withBatchSize(int size) {
        return new TrainingSettings(
                learningRate, epochs, size, rank, alpha, weightDecay, clip, warmupShare, seed, dropout, packing);
    }

    /** A low-rank adapter of this rank with an alpha equal to it. */
    public TrainingSettings withRank(int number) {
        return new TrainingSettings(
                learningRate,
                epochs,
                batchSize,
                number,
                number,
                weightDecay,
                clip,
                warmupShare,
                seed,
                dropout,
                packing);
    }

    TrainingSettings withSeed(long number) {
        return new TrainingSettings(
                learningRate, epochs, batchSize, rank, alpha, weightDecay, clip, warmupShare, number, dropout, packing);
    }

    TrainingSettings withDropout(double share) {
        return new TrainingSettings(
                learningRate, epochs, batchSize, rank, alpha, weightDecay, clip, warmupShare, seed, share, packing);
    }

    TrainingSettings withPacking(boolean shared) {
        return new TrainingSettings(
                learningRate, epochs, batchSize, rank, alpha, weightDecay, clip, warmupShare, seed, dropout, shared);
    }

    private static void positive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    "invalid value " + value + " for " + name + ": must be positive and finite");
        }
    }
}
