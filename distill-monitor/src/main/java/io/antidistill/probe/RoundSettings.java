package io.antidistill.probe;

import java.time.Duration;
import java.util.List;

/**
 * What a round tries, and how it judges what it has found. Immutable, validated at construction.
 *
 * @param pessimism where the figure that lambda follows lies between the estimate (0) and its interval's upper end (1)
 * @param attacks their names, in the order in which they are tried after plain
 * @param attackBudget no further attack begins once the attacks together have taken so long; plain is always tried
 */
public record RoundSettings(double pessimism, List<String> attacks, Duration attackBudget) {

    public RoundSettings {
        attacks = List.copyOf(attacks);
        if (!(pessimism >= 0 && pessimism <= 1)) {
            throw new IllegalArgumentException(
                    "invalid value " + pessimism + " for pessimism: it must lie within 0 and 1");
        }
        Attacks.named(attacks);
        if (attackBudget.isNegative()) {
            throw new IllegalArgumentException(
                    "invalid value " + attackBudget + " for attackBudget: it must be at least 0");
        }
    }

    /** Acts on the upper end; plain and the repetition filter, which seldom needs a student of its own. */
    public static RoundSettings defaults() {
        return new RoundSettings(1, List.of("plain", "repetition-filter"), Duration.ofSeconds(60));
    }
}
