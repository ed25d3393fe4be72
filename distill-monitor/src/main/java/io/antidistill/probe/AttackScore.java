package io.antidistill.probe;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one attack made of the window.
 *
 * @param attack the attack's name
 * @param score of the student it trained
 * @param distillability on holdout loss; empty where it is not defined
 * @param accuracyDistillability on accuracy; empty where it is not defined
 * @param interval of distillability; empty where it is not defined
 * @param accuracyInterval of accuracyDistillability; empty where it is not defined
 */
public record AttackScore(
        String attack,
        StudentScore score,
        OptionalDouble distillability,
        OptionalDouble accuracyDistillability,
        Optional<Interval> interval,
        Optional<Interval> accuracyInterval) {

    AttackScore named(String name) {
        return new AttackScore(name, score, distillability, accuracyDistillability, interval, accuracyInterval);
    }

    /** Places a student between its two references. */
    static AttackScore of(String attack, StudentScore base, StudentScore clean, StudentScore score, long seed) {
        OptionalDouble ofLoss = Distillability.ofLoss(base.holdoutLoss(), clean.holdoutLoss(), score.holdoutLoss());
        OptionalDouble ofAccuracy = Distillability.ofAccuracy(base.accuracy(), clean.accuracy(), score.accuracy());
        return new AttackScore(
                attack,
                score,
                ofLoss,
                ofAccuracy,
                ofLoss.isEmpty() ? Optional.empty() : Bootstrap.interval(base.nats(), clean.nats(), score.nats(), seed),
                ofAccuracy.isEmpty()
                        ? Optional.empty()
                        : Bootstrap.interval(marks(base), marks(clean), marks(score), seed));
    }

    private static List<Double> marks(StudentScore score) {
        return score.right().stream().map(right -> right ? 1.0 : 0.0).toList();
    }

    /** The figure that is controlled, with what is known of its interval; empty where it is not defined. */
    Optional<ControlledFigure> controlled(ControlledBy by, double pessimism) {
        OptionalDouble estimate = by.pick(distillability, accuracyDistillability);
        OptionalDouble low = by.pick(end(interval, true), end(accuracyInterval, true));
        OptionalDouble high = by.pick(end(interval, false), end(accuracyInterval, false));
        // An exam whose questions were kept but that gives no upper end is too weak to act on.
        boolean tooWeak = pessimism > 0 && !score.nats().isEmpty() && high.isEmpty();
        if (estimate.isEmpty() || tooWeak) {
            return Optional.empty();
        }
        double point = estimate.getAsDouble();
        double actedOn = point + pessimism * (high.orElse(point) - point);
        return Optional.of(new ControlledFigure(attack, point, low, high, actedOn));
    }

    private static OptionalDouble end(Optional<Interval> interval, boolean low) {
        return interval.map(i -> OptionalDouble.of(low ? i.low() : i.high())).orElse(OptionalDouble.empty());
    }
}
