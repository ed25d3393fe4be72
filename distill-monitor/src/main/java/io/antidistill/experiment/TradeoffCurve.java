package io.antidistill.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What one way of giving up utility does to the student, over the teacher's accuracy. Pure.
 *
 * @param method how utility is given up
 * @param figure of the student
 * @param points one for each row along this way, from plain sampling on
 * @param trend of the points
 */
public record TradeoffCurve(Method method, Figure figure, List<TrendBand.Point> points, TrendBand trend) {
    /** Which points are drawn for the trends. */
    public static final long SEED = 1;

    /** The ways of giving up utility. */
    public enum Method {
        ANTIDISTILLATION(Arm.ANTIDISTILLATION),
        PERMUTATION(Arm.PERMUTATION),
        TEMPERATURE(Arm.PLAIN);

        private final String arms;

        Method(String arms) {
            this.arms = arms;
        }

        /** The way of an arm, by its label. */
        static Method of(String arm) {
            return Stream.of(values())
                    .filter(method -> arm.startsWith(method.arms))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "invalid value " + arm + " for an arm: it belongs to no way of giving up utility"));
        }

        private boolean has(TradeoffRow row, double plainTau) {
            boolean start = row.arm().startsWith(Arm.PLAIN) && row.tau() == plainTau;
            return start || row.arm().startsWith(arms);
        }
    }

    /** The figures of a student. */
    public enum Figure {
        ACCURACY(TradeoffRow::studentAccuracy),
        HOLDOUT_LOSS(TradeoffRow::holdoutLoss);

        private final ToDoubleFunction<TradeoffRow> value;

        Figure(ToDoubleFunction<TradeoffRow> value) {
            this.value = value;
        }

        /** This figure of one row. */
        public double of(TradeoffRow row) {
            return value.applyAsDouble(row);
        }
    }

    public TradeoffCurve {
        points = List.copyOf(points);
    }

    /** One curve for each figure and way; ways of which there is no row are left out. */
    public static List<TradeoffCurve> of(List<TradeoffRow> rows) {
        double plainTau = undistilled(rows).tau();
        List<TradeoffCurve> curves = new ArrayList<>();
        for (Figure figure : Figure.values()) {
            for (Method method : Method.values()) {
                List<TrendBand.Point> points = rows.stream()
                        .filter(row -> row.traces() > 0 && method.has(row, plainTau))
                        .map(row -> new TrendBand.Point(row.teacherAccuracy(), figure.of(row)))
                        .toList();
                if (!points.isEmpty()) {
                    curves.add(new TradeoffCurve(method, figure, points, TrendBand.of(points, SEED)));
                }
            }
        }
        return List.copyOf(curves);
    }

    /**
     * The row of the student that saw no trace.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static TradeoffRow undistilled(List<TradeoffRow> rows) {
        return rows.stream()
                .filter(row -> row.arm().equals(TradeoffRow.UNDISTILLED))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("invalid value for rows: the undistilled student is missing"));
    }
}
