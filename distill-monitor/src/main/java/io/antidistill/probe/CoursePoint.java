package io.antidistill.probe;

import io.antidistill.student.TrainingLog;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Where a student stood at some point of its training: protected traces show by a training loss that falls while the
 * holdout loss rises.
 *
 * @param step steps taken
 * @param trainLoss mean training loss of the steps since the last point; empty before the first step
 * @param holdoutLoss loss on the exam's clean traces
 */
public record CoursePoint(int step, OptionalDouble trainLoss, double holdoutLoss) {

    static List<CoursePoint> of(TrainingLog log) {
        List<CoursePoint> points = new ArrayList<>();
        int from = 0;
        for (TrainingLog.HoldoutPoint point : log.holdout()) {
            OptionalDouble train = log.trainLoss().subList(from, point.step()).stream()
                    .mapToDouble(Double::doubleValue)
                    .average();
            points.add(new CoursePoint(point.step(), train, point.loss()));
            from = point.step();
        }
        return List.copyOf(points);
    }
}
