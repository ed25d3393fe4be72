package io.antidistill.experiment;

import io.antidistill.probe.CoursePoint;
import io.antidistill.probe.StudentScore;
import java.util.List;

/**
 * How one student's losses went while it learned.
 *
 * @param arm the arm's label
 * @param seed which repetition
 * @param lambda weight of the poison score
 * @param tau temperature
 * @param teacherRight traces with the right answer
 * @param traces traces in all
 * @param studentAccuracy share of problems that the student answered rightly in the end
 * @param course from before the first step to after the last
 */
public record DynamicsRow(
        String arm,
        int seed,
        double lambda,
        double tau,
        int teacherRight,
        int traces,
        double studentAccuracy,
        List<Point> course)
        implements ResultRow {

    /**
     * One look at the student.
     *
     * @param step steps taken
     * @param trainLoss mean over the steps since the last look, nats per token; NaN before the first step
     * @param holdoutLoss on clean traces, nats per token
     */
    public record Point(int step, double trainLoss, double holdoutLoss) {
        private static Point of(CoursePoint point) {
            return new Point(point.step(), point.trainLoss().orElse(Double.NaN), point.holdoutLoss());
        }
    }

    public DynamicsRow {
        course = List.copyOf(course);
    }

    static DynamicsRow of(Trial trial, int seed, TracedPrompts traces, StudentScore score) {
        return new DynamicsRow(
                trial.label(),
                seed,
                trial.sampling().lambda(),
                trial.sampling().tau(),
                traces.right(),
                traces.problems().size(),
                score.accuracy().orElseThrow(),
                score.course().stream().map(Point::of).toList());
    }

    Point first() {
        return course.get(0);
    }

    Point last() {
        return course.get(course.size() - 1);
    }
}
