package io.antidistill.cli.figures;

import io.antidistill.experiment.EqualUtility;
import io.antidistill.experiment.TradeoffCurve;
import io.antidistill.experiment.TradeoffCurve.Figure;
import io.antidistill.experiment.TradeoffRow;
import io.antidistill.experiment.TrendBand;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The student over the teacher, as in the paper's figures: a point for each seed, and the trend of each way of sampling
 * with its band.
 */
public final class TradeoffCharts {
    /** Least teacher accuracy in the charts of the high-utility end. */
    private static final double HIGH_UTILITY = 0.9;

    private static final double PERCENT = 100;
    private static final double MARGIN = 0.03;
    private static final double LEAST_MARGIN = 0.1;

    private final List<TradeoffRow> rows;
    private final List<TradeoffCurve> curves;

    /** @param rows with that of the undistilled student */
    public TradeoffCharts(List<TradeoffRow> rows) {
        this.rows = List.copyOf(rows);
        this.curves = TradeoffCurve.of(rows);
    }

    /**
     * Writes student-accuracy and student-loss, both again for the high-utility end, and equal-utility where arms are equally costly, each as PNG
     * and SVG.
     */
    public void save(Path directory) throws IOException {
        for (Figure figure : Figure.values()) {
            String name = figure == Figure.ACCURACY ? "student-accuracy" : "student-loss";
            FigureFile.save(chart(figure, 0), directory, name);
            if (hasPointsAbove(HIGH_UTILITY)) {
                FigureFile.save(chart(figure, HIGH_UTILITY), directory, name + "-high-utility");
            }
        }
        Optional<EqualUtility> equal = EqualUtility.of(rows);
        if (equal.isPresent()) {
            double undistilled = TradeoffCurve.undistilled(rows).studentAccuracy();
            EqualUtilityChart.save(equal.get(), undistilled, directory);
        }
    }

    private boolean hasPointsAbove(double least) {
        return rows.stream().anyMatch(row -> row.teacherAccuracy() >= least);
    }

    private XYChart chart(Figure figure, double leastTeacherAccuracy) {
        XYChart chart = new XYChartBuilder()
                .width(840)
                .height(520)
                .title(title(figure) + " over the teacher's accuracy")
                .xAxisTitle("teacher accuracy, %")
                .yAxisTitle(title(figure) + (figure == Figure.ACCURACY ? ", %" : ", nats per token"))
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        List<TradeoffCurve> shown = curves.stream()
                .filter(curve -> curve.figure() == figure)
                .map(curve -> above(curve, leastTeacherAccuracy))
                .filter(curve -> !curve.points().isEmpty())
                .toList();
        shown.forEach(curve -> addBand(chart, curve));
        shown.forEach(curve -> addTrend(chart, curve));
        shown.forEach(curve -> addPoints(chart, curve));
        addUndistilled(chart, figure, shown);
        return chart;
    }

    private static TradeoffCurve above(TradeoffCurve curve, double least) {
        return new TradeoffCurve(
                curve.method(),
                curve.figure(),
                curve.points().stream().filter(point -> point.x() >= least).toList(),
                new TrendBand(curve.trend().places().stream()
                        .filter(place -> place.x() >= least)
                        .toList()));
    }

    private static void addBand(XYChart chart, TradeoffCurve curve) {
        List<TrendBand.Place> places = curve.trend().places();
        if (places.size() < 2) {
            return;
        }
        new Band(places.stream()
                        .map(place -> new Band.Place(
                                PERCENT * place.x(),
                                scaled(curve.figure(), place.low()),
                                scaled(curve.figure(), place.high())))
                        .toList())
                .addTo(chart, name(curve) + ", 95 % band", color(curve));
    }

    private static void addTrend(XYChart chart, TradeoffCurve curve) {
        List<TrendBand.Place> places = curve.trend().places();
        if (places.size() < 2) {
            return;
        }
        chart.addSeries(
                        name(curve) + ", trend",
                        places.stream().map(place -> PERCENT * place.x()).toList(),
                        places.stream()
                                .map(place -> scaled(curve.figure(), place.mean()))
                                .toList())
                .setMarker(SeriesMarkers.NONE)
                .setLineStyle(SeriesLines.SOLID)
                .setLineColor(color(curve))
                .setShowInLegend(false);
    }

    private static void addPoints(XYChart chart, TradeoffCurve curve) {
        XYSeries series = chart.addSeries(
                name(curve),
                curve.points().stream().map(point -> PERCENT * point.x()).toList(),
                curve.points().stream()
                        .map(point -> scaled(curve.figure(), point.y()))
                        .toList());
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        series.setMarker(
                switch (curve.method()) {
                    case ANTIDISTILLATION -> SeriesMarkers.CIRCLE;
                    case PERMUTATION -> SeriesMarkers.DIAMOND;
                    case TEMPERATURE -> SeriesMarkers.SQUARE;
                });
        series.setMarkerColor(color(curve));
    }

    /** A level line across the chart, whose width it sets. */
    private void addUndistilled(XYChart chart, Figure figure, List<TradeoffCurve> shown) {
        DoubleSummaryStatistics xs = shown.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(point -> PERCENT * point.x())
                .summaryStatistics();
        double margin = Math.max(LEAST_MARGIN, MARGIN * (xs.getMax() - xs.getMin()));
        double left = xs.getMin() - margin;
        double right = xs.getMax() + margin;
        chart.getStyler().setXAxisMin(left).setXAxisMax(right);
        double level = scaled(figure, figure.of(TradeoffCurve.undistilled(rows)));
        chart.addSeries("undistilled student", List.of(left, right), List.of(level, level))
                .setMarker(SeriesMarkers.NONE)
                .setLineStyle(SeriesLines.DASH_DASH)
                .setLineColor(Color.GRAY);
    }

    private static double scaled(Figure figure, double y) {
        return figure == Figure.ACCURACY ? PERCENT * y : y;
    }

    private static String title(Figure figure) {
        return figure == Figure.ACCURACY ? "student accuracy" : "student holdout loss";
    }

    private static String name(TradeoffCurve curve) {
        return curve.method().name().toLowerCase(Locale.ROOT);
    }

    private static Color color(TradeoffCurve curve) {
        return Palette.of(curve.method());
    }
}
