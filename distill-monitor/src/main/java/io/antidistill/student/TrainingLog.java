package io.antidistill.student;

import java.util.List;

/**
 * How a training went. Immutable.
 *
 * @param trainLoss nats per completion token of each step's batch, before the step
 * @param holdout the holdout loss along the way, the last after the last step; empty where none was asked for
 */
public record TrainingLog(List<Double> trainLoss, List<HoldoutPoint> holdout) {
    /** The holdout loss after a number of steps. */
    public record HoldoutPoint(int step, double loss) {}

    public TrainingLog {
        trainLoss = List.copyOf(trainLoss);
        holdout = List.copyOf(holdout);
    }

    /** The mean of the last steps' losses. */
    public double recentTrainLoss(int steps) {
        return trainLoss.subList(Math.max(0, trainLoss.size() - steps), trainLoss.size()).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }
}
