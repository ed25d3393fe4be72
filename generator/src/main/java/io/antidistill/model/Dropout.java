package io.antidistill.model;

/**
 * How much of an adapter's input a training step leaves out, at random, while the rest is scaled up. Immutable.
 *
 * @param rate the share: at least 0, below 1
 * @param seed the same seed leaves the same numbers out
 */
public record Dropout(double rate, long seed) {
    /** Leaves nothing out. */
    public static final Dropout NONE = new Dropout(0, 0);

    public Dropout {
        requireRate(rate);
    }

    /** @throws IllegalArgumentException if this is no rate of a dropout */
    public static void requireRate(double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException(
                    "invalid value " + rate + " for dropout: it must be at least 0 and below 1");
        }
    }
}
