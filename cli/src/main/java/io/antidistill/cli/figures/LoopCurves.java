package io.antidistill.cli.figures;

import io.antidistill.schema.ProbeReport;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A λ group's reports over time: what the worst attack learned, what λ became, what it cost. */
public final class LoopCurves {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 300;
    private static final double SECONDS_PER_MINUTE = 60;

    private LoopCurves() {}

    /** @param reports of one group, in order; at least one */
    public static void draw(List<ProbeReport> reports, Path png) throws IOException {
        BitmapEncoder.saveBitmap(
                List.of(distillability(reports), lambda(reports), utility(reports)),
                3,
                1,
                png.toString(),
                BitmapEncoder.BitmapFormat.PNG);
    }

    private static XYChart distillability(List<ProbeReport> reports) {
        XYChart chart = chart("distillability of the worst attack, with its 90 % interval", "distillability");
        double[] minutes = minutes(reports);
        double[] estimate = figure(reports, ProbeReport::getDistillability);
        double[] spread = new double[estimate.length];
        for (int i = 0; i < spread.length; i++) {
            ProbeReport report = reports.get(i);
            Double low = report.getDistillabilityLow();
            Double high = report.getDistillabilityHigh();
            spread[i] = low == null || high == null ? 0 : (high - low) / 2;
            estimate[i] = low == null || high == null ? estimate[i] : (high + low) / 2;
        }
        XYSeries measured = chart.addSeries("interval", minutes, estimate, spread);
        measured.setMarker(SeriesMarkers.CIRCLE);
        level(chart, "target", minutes, figure(reports, ProbeReport::getTarget));
        return chart;
    }

    private static XYChart lambda(List<ProbeReport> reports) {
        XYChart chart = chart("lambda that the round was sampled under, and commanded after it", "lambda");
        double[] minutes = minutes(reports);
        chart.addSeries("in force", minutes, figure(reports, ProbeReport::getLambdaBefore));
        level(chart, "commanded", minutes, figure(reports, ProbeReport::getLambdaAfter));
        return chart;
    }

    private static XYChart utility(List<ProbeReport> reports) {
        XYChart chart = chart("canaries that the protected teacher answered rightly", "utility");
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.05);
        List<ProbeReport> graded =
                reports.stream().filter(report -> report.getUtility() != null).toList();
        if (!graded.isEmpty()) {
            double[] at = graded.stream()
                    .mapToDouble(report -> minute(reports.get(0).getStartedAt(), report))
                    .toArray();
            chart.addSeries("utility", at, figure(graded, ProbeReport::getUtility));
        }
        level(chart, "floor", minutes(reports), figure(reports, ProbeReport::getUtilityFloor));
        return chart;
    }

    private static XYChart chart(String title, String figure) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("minutes since the first round began")
                .yAxisTitle(figure)
                .build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE).setLegendPosition(Styler.LegendPosition.OutsideE);
        return chart;
    }

    private static void level(XYChart chart, String name, double[] x, double[] y) {
        chart.addSeries(name, x, y).setMarker(SeriesMarkers.NONE);
    }

    private static double[] minutes(List<ProbeReport> reports) {
        Instant start = reports.get(0).getStartedAt();
        return reports.stream().mapToDouble(report -> minute(start, report)).toArray();
    }

    private static double minute(Instant start, ProbeReport report) {
        return Duration.between(start, report.getFinishedAt()).toSeconds() / SECONDS_PER_MINUTE;
    }

    private static double[] figure(List<ProbeReport> reports, Function<ProbeReport, Double> figure) {
        return reports.stream().mapToDouble(figure::apply).toArray();
    }
}
