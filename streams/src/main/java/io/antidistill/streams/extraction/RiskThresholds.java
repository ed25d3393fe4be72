package io.antidistill.streams.extraction;

/**
 * What is much. Immutable. The defaults were chosen on simulated traffic; streams/README.md says how and what they find.
 *
 * @param clientHarvest different questions with long answers, per client and day
 * @param groupHarvest the same for a tenant or a prefix; only use that is nearly all long answers counts
 * @param frameHarvest the same for a frame
 * @param volume prompts, in multiples of what clients usually have
 * @param accounts that share a frame
 * @param elevated score from which on a subject is ELEVATED
 * @param high score from which on it is HIGH
 */
public record RiskThresholds(
        double clientHarvest,
        double groupHarvest,
        double frameHarvest,
        double volume,
        double accounts,
        double elevated,
        double high) {
    /** @throws IllegalArgumentException unless all are above 0 and {@code high} is at least {@code elevated} */
    public RiskThresholds {
        require(clientHarvest, "clientHarvest");
        require(groupHarvest, "groupHarvest");
        require(frameHarvest, "frameHarvest");
        require(volume, "volume");
        require(accounts, "accounts");
        require(elevated, "elevated");
        if (!(high >= elevated && high < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "invalid value " + high + " for high: it must be finite and at least elevated, " + elevated);
        }
    }

    /** Those of the README. */
    public static RiskThresholds defaults() {
        return new RiskThresholds(200, 1_000, 200, 8, 10, 1.25, 3);
    }

    double harvest(Subject.Kind kind) {
        return switch (kind) {
            case CLIENT -> clientHarvest;
            case PREFIX, TENANT -> groupHarvest;
            case FRAME -> frameHarvest;
        };
    }

    private static void require(double value, String name) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "invalid value " + value + " for " + name + ": it must be above 0 and finite");
        }
    }
}
