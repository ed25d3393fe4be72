package io.antidistill.poison;

import java.util.Objects;

/**
 * What Δ along a direction is multiplied by before λ, so that one λ costs about as much of any teacher's probability whatever the proxy.
 * Immutable.
 *
 * @param factor above 0 and finite
 * @param basis how it came about, for people
 */
public record ScoreScale(double factor, String basis) {
    /** Of the tiny direction that comes with the project: its Δ is the unit of λ. */
    public static final ScoreScale UNIT = new ScoreScale(1, "the unit of lambda");

    /** @throws IllegalArgumentException for a factor that is not positive and finite */
    public ScoreScale {
        Objects.requireNonNull(basis, "basis");
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException(
                    "invalid value " + factor + " for the score's scale: it must be positive and finite");
        }
    }
}
