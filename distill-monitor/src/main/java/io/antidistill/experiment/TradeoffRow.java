package io.antidistill.experiment;

import io.antidistill.probe.StudentScore;
import java.util.List;

/**
 * What one arm gave with one seed. Plain numbers, so that it can be written down and read back.
 *
 * @param arm the arm's label, or {@link #UNDISTILLED}
 * @param seed which repetition
 * @param lambda weight of the poison score
 * @param tau temperature
 * @param teacherRight traces with the right answer
 * @param traces traces in all; 0 for the undistilled student
 * @param changedShare share of tokens that plain sampling with the same noise would have drawn otherwise
 * @param klMean mean KL(protected || plain) per token, nats
 * @param holdoutLoss of the student, nats per completion token
 * @param trainLoss of the student's last steps; NaN for the undistilled student
 * @param studentAccuracy share of problems that the student answered rightly
 * @param marks one sign for each problem in their order, {@link #RIGHT} or {@link #WRONG}; empty where nobody kept them
 */
public record TradeoffRow(
        String arm,
        int seed,
        double lambda,
        double tau,
        int teacherRight,
        int traces,
        double changedShare,
        double klMean,
        double holdoutLoss,
        double trainLoss,
        double studentAccuracy,
        String marks)
        implements ResultRow {
    /** The label of the base student, which has seen no trace. */
    public static final String UNDISTILLED = "undistilled student";

    public static final char RIGHT = '1';
    public static final char WRONG = '0';

    public TradeoffRow {
        marks = marks == null ? "" : marks; // rows of older experiments have none
    }

    /** A row of which only the totals were kept. */
    public TradeoffRow(
            String arm,
            int seed,
            double lambda,
            double tau,
            int teacherRight,
            int traces,
            double changedShare,
            double klMean,
            double holdoutLoss,
            double trainLoss,
            double studentAccuracy) {
        this(
                arm,
                seed,
                lambda,
                tau,
                teacherRight,
                traces,
                changedShare,
                klMean,
                holdoutLoss,
                trainLoss,
                studentAccuracy,
                "");
    }

    static String marks(List<Boolean> right) {
        StringBuilder marks = new StringBuilder();
        right.forEach(solved -> marks.append(solved ? RIGHT : WRONG));
        return marks.toString();
    }

    static TradeoffRow undistilled(Setting setting, StudentScore base) {
        return new TradeoffRow(
                UNDISTILLED,
                0,
                0,
                setting.tau(),
                0,
                0,
                0,
                0,
                base.holdoutLoss(),
                Double.NaN,
                base.accuracy().orElseThrow(),
                marks(base.right()));
    }

    static TradeoffRow of(Trial trial, int seed, TracedPrompts traces, StudentScore score) {
        return new TradeoffRow(
                trial.label(),
                seed,
                trial.sampling().lambda(),
                trial.sampling().tau(),
                traces.right(),
                traces.problems().size(),
                traces.changedShare(),
                traces.klMean(),
                score.holdoutLoss(),
                score.trainLoss(),
                score.accuracy().orElseThrow(),
                marks(score.right()));
    }

    /** Share of traces with the right answer; NaN for the undistilled student. */
    public double teacherAccuracy() {
        return traces == 0 ? Double.NaN : (double) teacherRight / traces;
    }
}
