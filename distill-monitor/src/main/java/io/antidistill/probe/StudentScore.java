package io.antidistill.probe;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How a student did in an exam. Immutable.
 *
 * @param traces lessons that it learned from; 0 for an undistilled student
 * @param trainLoss its last training loss, nats per completion token; NaN for an undistilled student
 * @param holdoutLoss its loss on the exam's clean traces, nats per completion token
 * @param accuracy its share of right answers; empty where the exam has no problems
 * @param nats its loss on each of the exam's clean traces, in their order; empty where nobody kept them
 * @param right whether it solved each of the exam's problems, in their order; empty where nobody kept that
 * @param course how its losses went while it learned
 */
public record StudentScore(
        int traces,
        double trainLoss,
        double holdoutLoss,
        OptionalDouble accuracy,
        List<Double> nats,
        List<Boolean> right,
        List<CoursePoint> course) {

    public StudentScore {
        nats = List.copyOf(nats);
        right = List.copyOf(right);
        course = List.copyOf(course);
    }

    /** A score of which only the totals were kept: no interval can be drawn from it. */
    public StudentScore(int traces, double trainLoss, double holdoutLoss, OptionalDouble accuracy) {
        this(traces, trainLoss, holdoutLoss, accuracy, List.of(), List.of(), List.of());
    }
}
