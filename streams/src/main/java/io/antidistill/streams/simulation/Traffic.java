package io.antidistill.streams.simulation;

import java.util.random.RandomGenerator;

/** Times and lengths. Pure. */
final class Traffic {
    private Traffic() {}

    static long hours(double hours) {
        return Math.round(hours * 3_600_000);
    }

    static long minutes(double minutes) {
        return Math.round(minutes * 60_000);
    }

    static int tokens(boolean longAnswer, RandomGenerator random) {
        return longAnswer ? 220 + random.nextInt(800) : 10 + random.nextInt(150);
    }
}
