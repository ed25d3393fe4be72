package io.antidistill.probe;

import java.util.ArrayList;
import java.util.Comparator;
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

    /**
     * Of rounds on the same traces with students of different architecture the one with the worst figure. Its attacks are followed by those
     * of the others, whose names say on what student they were tried.
     *
     * @param results at least one
     */
    public static ProbeResult worstOf(List<ProbeResult> results) {
        ProbeResult worst = results.stream()
                .max(Comparator.comparingDouble(
                        result -> result.worst().map(ControlledFigure::actedOn).orElse(Double.NEGATIVE_INFINITY)))
                .orElseThrow();
        List<AttackScore> attacks = new ArrayList<>(worst.attacks());
        List<String> skipped = new ArrayList<>(worst.skipped());
        for (ProbeResult other : results) {
            if (other != worst) {
                String student = " on " + other.architecture();
                other.attacks().forEach(attack -> attacks.add(attack.named(attack.attack() + student)));
                other.skipped().forEach(attack -> skipped.add(attack + student));
            }
        }
        return new ProbeResult(
                worst.architecture(),
                worst.base(),
                worst.clean(),
                attacks,
                skipped,
                worst.worst(),
                worst.controlledBy());
    }

    /** The point estimate of the controlled figure; empty where it is not defined. */
    public OptionalDouble distillability() {
        return worst.map(figure -> OptionalDouble.of(figure.distillability())).orElse(OptionalDouble.empty());
    }
}
