package io.antidistill.experiment;

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
        double studentAccuracy) {
    /** The label of the base student, which has seen no trace. */
    public static final String UNDISTILLED = "undistilled student";

    /** Share of traces with the right answer; NaN for the undistilled student. */
    public double teacherAccuracy() {
        return traces == 0 ? Double.NaN : (double) teacherRight / traces;
    }
}
