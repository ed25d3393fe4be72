package io.antidistill.probe;

/**
 * How a round judges what it has found. Immutable, validated at construction.
 *
 * @param pessimism where the figure that lambda follows lies between the estimate (0) and its interval's upper end (1)
 */
public record RoundSettings(double pessimism) {

    public RoundSettings {
        if (!(pessimism >= 0 && pessimism <= 1)) {
            throw new IllegalArgumentException(
                    "invalid value " + pessimism + " for pessimism: it must lie within 0 and 1");
        }
    }

    /** Acts on the upper end: what cannot be told apart from too much counts as too much. */
    public static RoundSettings defaults() {
        return new RoundSettings(1);
    }
}
