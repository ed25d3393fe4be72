package io.antidistill.engine;

/** The check that the records of this package share. */
final class Ranges {
    private Ranges() {}

    static void require(boolean holds, Object value, String name, String reason) {
        if (!holds) {
            throw new IllegalArgumentException("invalid value " + value + " for " + name + ": " + reason);
        }
    }
}
