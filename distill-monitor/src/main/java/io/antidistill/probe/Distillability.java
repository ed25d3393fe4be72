package io.antidistill.probe;

import java.util.OptionalDouble;

/**
 * How much of what clean traces teach the protected traces taught: 1 is as good as unprotected, 0 is nothing learned,
 * below 0 is harmed. Pure functions. Never clipped; empty where the two references are too close for the ratio to mean
 * anything.
 */
public final class Distillability {
    /** Least gain in nats per token from clean traces that can serve as a yardstick. */
    public static final double LEAST_LOSS_GAIN = 0.02;

    /** Least gain in accuracy from clean traces that can serve as a yardstick. */
    public static final double LEAST_ACCURACY_GAIN = 0.05;

    private Distillability() {}

    /** (base - probe) / (base - clean) on holdout losses, where lower is better. */
    public static OptionalDouble ofLoss(double base, double clean, double probe) {
        return ratio(base - probe, base - clean, LEAST_LOSS_GAIN);
    }

    /** (probe - base) / (clean - base) on accuracies, where higher is better. */
    public static OptionalDouble ofAccuracy(OptionalDouble base, OptionalDouble clean, OptionalDouble probe) {
        if (base.isEmpty() || clean.isEmpty() || probe.isEmpty()) {
            return OptionalDouble.empty();
        }
        return ratio(
                probe.getAsDouble() - base.getAsDouble(),
                clean.getAsDouble() - base.getAsDouble(),
                LEAST_ACCURACY_GAIN);
    }

    private static OptionalDouble ratio(double learned, double yardstick, double least) {
        // Written so that NaN fails both comparisons.
        boolean defined = yardstick >= least && Math.abs(learned) < Double.POSITIVE_INFINITY;
        return defined && Double.isFinite(yardstick) ? OptionalDouble.of(learned / yardstick) : OptionalDouble.empty();
    }
}
