package io.antidistill.streams.extraction;

import java.util.Objects;

/**
 * One thing that was measured about a subject's use. Immutable.
 *
 * @param name what
 * @param value measured
 * @param threshold what gives a full point before weighing
 * @param points added to the score
 */
public record Signal(String name, double value, double threshold, double points) {
    public Signal {
        Objects.requireNonNull(name, "name");
    }
}
