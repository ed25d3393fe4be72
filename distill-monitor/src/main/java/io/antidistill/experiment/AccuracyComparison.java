package io.antidistill.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether the gradient takes more of a student's accuracy than noise does, at the same cost: each arm of antidistillation against each
 * control in which the teacher is as accurate, within one point. Immutable.
 *
 * @param arm label of antidistillation's arm
 * @param control label of a temperature or permutation arm
 * @param teacherDifference the teacher's accuracy in the arm less that in the control
 * @param studentDifference the same for the students
 */
public record AccuracyComparison(
        String arm, String control, double teacherDifference, AccuracyEstimate studentDifference) {
    /** Most that two teachers' accuracies may differ to count as equal. */
    static final double EQUAL = 0.01;

    /** All comparisons that the rows allow; rows of which only totals were kept allow none. */
    public static List<AccuracyComparison> of(List<TradeoffRow> rows) {
        List<List<TradeoffRow>> arms = List.copyOf(byArm(rows).values());
        List<AccuracyComparison> comparisons = new ArrayList<>();
        for (List<TradeoffRow> arm : arms) {
            for (List<TradeoffRow> control : arms) {
                if (isAntidistillation(arm) && !isAntidistillation(control) && isEquallyAccurate(arm, control)) {
                    comparisons.add(of(arm, control));
                }
            }
        }
        return List.copyOf(comparisons);
    }

    /** Each arm's student accuracy and then the comparisons, a line each; empty where no marks were kept. */
    public static String text(List<TradeoffRow> rows) {
        Map<String, List<TradeoffRow>> arms = byArm(rows);
        if (arms.isEmpty()) {
            return "";
        }
        String accuracies = arms.entrySet().stream()
                .map(entry -> accuracy(entry.getKey(), AccuracyEstimate.of(marks(entry.getValue()))))
                .collect(Collectors.joining());
        String comparisons = of(rows).stream().map(AccuracyComparison::line).collect(Collectors.joining());
        return "Student accuracy with the 95 % interval over seeds and problems:\n\n" + accuracies
                + (comparisons.isEmpty() ? "" : "\nAt equal teacher accuracy, within one point:\n\n" + comparisons);
    }

    private static String accuracy(String arm, AccuracyEstimate estimate) {
        return String.format(
                Locale.ROOT,
                "- %s: %.1f %% (%.1f to %.1f)%n",
                arm,
                100 * estimate.mean(),
                100 * estimate.low(),
                100 * estimate.high());
    }

    private String line() {
        return String.format(
                Locale.ROOT,
                "- %s against %s: student %+.1f points (%+.1f to %+.1f), teacher %+.1f points%n",
                arm,
                control,
                100 * studentDifference.mean(),
                100 * studentDifference.low(),
                100 * studentDifference.high(),
                100 * teacherDifference);
    }

    private static AccuracyComparison of(List<TradeoffRow> arm, List<TradeoffRow> control) {
        return new AccuracyComparison(
                arm.get(0).arm(),
                control.get(0).arm(),
                teacherAccuracy(arm) - teacherAccuracy(control),
                AccuracyEstimate.difference(marks(arm), marks(control)));
    }

    /** Without the undistilled student, and without rows of which only totals were kept. */
    static Map<String, List<TradeoffRow>> byArm(List<TradeoffRow> rows) {
        return rows.stream()
                .filter(row -> row.traces() > 0 && !row.marks().isEmpty())
                .collect(Collectors.groupingBy(TradeoffRow::arm, LinkedHashMap::new, Collectors.toList()));
    }

    private static boolean isAntidistillation(List<TradeoffRow> rows) {
        return rows.get(0).arm().startsWith(Arm.ANTIDISTILLATION);
    }

    private static boolean isEquallyAccurate(List<TradeoffRow> arm, List<TradeoffRow> control) {
        return arm.size() == control.size() && Math.abs(teacherAccuracy(arm) - teacherAccuracy(control)) <= EQUAL;
    }

    private static double teacherAccuracy(List<TradeoffRow> rows) {
        return rows.stream().mapToInt(TradeoffRow::teacherRight).sum()
                / (double) rows.stream().mapToInt(TradeoffRow::traces).sum();
    }

    private static List<String> marks(List<TradeoffRow> rows) {
        return rows.stream().map(TradeoffRow::marks).toList();
    }
}
