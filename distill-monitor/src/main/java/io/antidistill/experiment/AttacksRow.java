package io.antidistill.experiment;

import io.antidistill.probe.AttackScore;
import io.antidistill.probe.Interval;
import io.antidistill.probe.ProbeResult;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What the attacks made of one arm's traces with one seed.
 *
 * @param arm the arm's label
 * @param seed which repetition
 * @param lambda weight of the poison score
 * @param teacherRight traces with the right answer
 * @param traces traces in all
 * @param scores one for each attack, plain first
 */
public record AttacksRow(String arm, int seed, double lambda, int teacherRight, int traces, List<Score> scores)
        implements ResultRow {

    /**
     * One attack's student. What is not defined is NaN.
     *
     * @param attack the attack's name
     * @param lessons how many lessons it left
     * @param holdoutLoss nats per token
     * @param accuracy share of problems answered rightly
     * @param distillability on holdout loss: 1 is as good as clean traces, 0 is nothing learned
     * @param low end of its 90 % interval
     * @param high end of its 90 % interval
     */
    public record Score(
            String attack,
            int lessons,
            double holdoutLoss,
            double accuracy,
            double distillability,
            double low,
            double high) {

        private static Score of(AttackScore score) {
            return new Score(
                    score.attack(),
                    score.score().traces(),
                    score.score().holdoutLoss(),
                    orNaN(score.score().accuracy()),
                    orNaN(score.distillability()),
                    score.interval().map(Interval::low).orElse(Double.NaN),
                    score.interval().map(Interval::high).orElse(Double.NaN));
        }
    }

    public AttacksRow {
        scores = List.copyOf(scores);
    }

    static AttacksRow of(Trial trial, int seed, TracedPrompts traces, ProbeResult result) {
        return new AttacksRow(
                trial.label(),
                seed,
                trial.sampling().lambda(),
                traces.right(),
                traces.problems().size(),
                result.attacks().stream().map(Score::of).toList());
    }

    /** Share of traces with the right answer. */
    public double teacherAccuracy() {
        return (double) teacherRight / traces;
    }

    private static double orNaN(OptionalDouble value) {
        return value.orElse(Double.NaN);
    }
}
