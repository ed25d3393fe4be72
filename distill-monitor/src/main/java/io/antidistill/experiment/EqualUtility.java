package io.antidistill.experiment;

import io.antidistill.experiment.TradeoffCurve.Method;
import io.antidistill.task.Accuracy;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The students where the teacher loses equally much, within one point: one arm of antidistillation, and of each control the arm in which the
 * teacher comes closest to it (the bars of the paper's figure 1). Of several arms of antidistillation it is the one with the most controls
 * beside it, then the one with the largest λ: students have no say in it. Immutable.
 *
 * @param plain the unprotected teacher, however accurate
 * @param equal temperature and permutation, where an arm of theirs is close enough, and antidistillation last
 */
public record EqualUtility(Bar plain, List<Bar> equal) {
    private static final List<Method> CONTROLS = List.of(Method.TEMPERATURE, Method.PERMUTATION);
    private static final String CSV_HEAD =
            "arm,lambda,teacher_accuracy,teacher_low,teacher_high,student_accuracy,student_low,student_high";

    /**
     * One arm over its seeds.
     *
     * @param method how utility is given up
     * @param arm the arm's label
     * @param lambda weight of the poison score
     * @param teacher right answers among all its traces
     * @param student its students' accuracy
     */
    public record Bar(Method method, String arm, double lambda, Accuracy teacher, AccuracyEstimate student) {
        private static Bar of(List<TradeoffRow> rows) {
            TradeoffRow any = rows.get(0);
            int right = rows.stream().mapToInt(TradeoffRow::teacherRight).sum();
            int traces = rows.stream().mapToInt(TradeoffRow::traces).sum();
            return new Bar(
                    Method.of(any.arm()),
                    any.arm(),
                    any.lambda(),
                    new Accuracy(right, traces),
                    AccuracyEstimate.of(rows.stream().map(TradeoffRow::marks).toList()));
        }

        private double distance(Bar other) {
            return Math.abs(teacher.rate() - other.teacher.rate());
        }
    }

    public EqualUtility {
        equal = List.copyOf(equal);
    }

    /** Empty where no control's teacher is as accurate as one of antidistillation's, or no marks were kept. */
    public static Optional<EqualUtility> of(List<TradeoffRow> rows) {
        List<Bar> bars =
                AccuracyComparison.byArm(rows).values().stream().map(Bar::of).toList();
        String plainArm =
                Setting.temperature(TradeoffCurve.undistilled(rows).tau()).label();
        Optional<Bar> plain =
                bars.stream().filter(bar -> bar.arm().equals(plainArm)).findFirst();
        List<Bar> controls = bars.stream()
                .filter(bar -> CONTROLS.contains(bar.method()) && !bar.arm().equals(plainArm))
                .toList();
        Optional<List<Bar>> equal = bars.stream()
                .filter(bar -> bar.method() == Method.ANTIDISTILLATION)
                .map(protecting -> beside(protecting, controls))
                .filter(group -> group.size() > 1)
                .max(Comparator.<List<Bar>>comparingInt(List::size)
                        .thenComparingDouble(group -> protecting(group).lambda()));
        return plain.flatMap(known -> equal.map(group -> new EqualUtility(known, group)));
    }

    /** The arm and what is as costly, the arm last. */
    private static List<Bar> beside(Bar protecting, List<Bar> controls) {
        Stream<Bar> closest = CONTROLS.stream()
                .flatMap(method -> controls.stream()
                        .filter(control -> control.method() == method)
                        .filter(control -> protecting.distance(control) <= AccuracyComparison.EQUAL)
                        .min(Comparator.comparingDouble(protecting::distance))
                        .stream());
        return Stream.concat(closest, Stream.of(protecting)).toList();
    }

    private static Bar protecting(List<Bar> group) {
        return group.get(group.size() - 1);
    }

    /** Plain first. */
    public List<Bar> bars() {
        return Stream.concat(Stream.of(plain), equal.stream()).toList();
    }

    /** How much less accurate the teacher is than unprotected, with antidistillation. */
    public double teacherLoss() {
        return plain.teacher().rate() - protecting(equal).teacher().rate();
    }

    /** One line per bar. */
    String csv() {
        return bars().stream()
                .map(bar -> String.format(
                        Locale.ROOT,
                        "%s,%s,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f",
                        bar.arm(),
                        bar.lambda(),
                        bar.teacher().rate(),
                        bar.teacher().low(),
                        bar.teacher().high(),
                        bar.student().mean(),
                        bar.student().low(),
                        bar.student().high()))
                .collect(Collectors.joining("\n", CSV_HEAD + "\n", "\n"));
    }
}
