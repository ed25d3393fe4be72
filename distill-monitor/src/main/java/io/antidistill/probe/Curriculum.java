package io.antidistill.probe;

import java.util.List;

/**
 * What a student learns from. Immutable.
 *
 * @param lessons in order
 * @param weights how much each lesson counts, above 0; empty where all count alike
 */
public record Curriculum(List<Lesson> lessons, List<Double> weights) {

    public Curriculum {
        lessons = List.copyOf(lessons);
        weights = List.copyOf(weights);
        if (!weights.isEmpty() && weights.size() != lessons.size()) {
            throw new IllegalArgumentException("invalid value " + weights.size()
                    + " for the number of weights: there are " + lessons.size() + " lessons");
        }
        for (double weight : weights) {
            if (!(weight > 0) || Double.isInfinite(weight)) {
                throw new IllegalArgumentException(
                        "invalid value " + weight + " for a weight: it must be finite and above 0");
            }
        }
    }

    /** Lessons that all count alike. */
    public static Curriculum of(List<Lesson> lessons) {
        return new Curriculum(lessons, List.of());
    }
}
