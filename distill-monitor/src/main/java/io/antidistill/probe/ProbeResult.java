package io.antidistill.probe;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one round found out. Immutable.
 *
 * @param architecture of the students
 * @param base the undistilled student
 * @param clean the student distilled from clean traces
 * @param attacks one score per attack, plain first
 * @param skipped attacks that the budget left no time for
 * @param worst the controlled figure of the worst attack; empty where it is not defined
 * @param controlledBy which figure that is
 */
public record ProbeResult(
        String architecture,
        StudentScore base,
        StudentScore clean,
        List<AttackScore> attacks,
        List<String> skipped,
        Optional<ControlledFigure> worst,
        ControlledBy controlledBy) {

    public ProbeResult {
        attacks = List.copyOf(attacks);
        skipped = List.copyOf(skipped);
    }

    /** The point estimate of the controlled figure; empty where it is not defined. */
    public OptionalDouble distillability() {
        return worst.map(figure -> OptionalDouble.of(figure.distillability())).orElse(OptionalDouble.empty());
    }
}
