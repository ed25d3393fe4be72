package io.antidistill.cli.figures;

import io.antidistill.plant.ControllerStudy;
import io.antidistill.plant.Scenario;
import io.antidistill.plant.Simulation.Round;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** λ and distillability over the rounds of simulated runs. */
public final class ControllerCurves {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 260;
    private static final int COLUMNS = 3;
    private static final int MARKER = 4;
    private static final double LOG_RANGE = 5;

    private ControllerCurves() {}

    /** One panel for each scenario: distillability against its target, λ on a logarithmic axis beside it. */
    public static void draw(ControllerStudy study, Path png) throws IOException {
        List<XYChart> panels = new ArrayList<>();
        for (Scenario scenario : Scenario.all()) {
            panels.add(panel(scenario, study.example(scenario), study.settings().target()));
        }
        while (panels.size() % COLUMNS != 0) {
            panels.add(new XYChartBuilder().width(WIDTH).height(HEIGHT).build());
        }
        BitmapEncoder.saveBitmap(
                panels, panels.size() / COLUMNS, COLUMNS, png.toString(), BitmapEncoder.BitmapFormat.PNG);
    }

    private static XYChart panel(Scenario scenario, List<Round> rounds, double target) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(scenario.name())
                .xAxisTitle("round")
                .build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE).setLegendPosition(Styler.LegendPosition.OutsideE);
        chart.getStyler().setYAxisMin(0, 0.0).setYAxisMax(0, 1.2);
        chart.getStyler().setYAxisMin(1, -LOG_RANGE).setYAxisMax(1, LOG_RANGE);
        chart.getStyler().setYAxisGroupPosition(1, Styler.YAxisPosition.Right);
        chart.getStyler().setMarkerSize(MARKER);
        chart.setYAxisGroupTitle(0, "distillability");
        chart.setYAxisGroupTitle(1, "log2 lambda");
        double[] numbers = IntStream.range(0, rounds.size()).asDoubleStream().toArray();
        line(chart, "true", numbers, figure(rounds, Round::truth), 0);
        XYSeries seen = line(chart, "acted on", numbers, figure(rounds, Round::actedOn), 0);
        seen.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        seen.setMarker(SeriesMarkers.CIRCLE);
        line(chart, "target", numbers, figure(rounds, round -> target), 0);
        // The first step leaves 0, which has no logarithm.
        line(
                chart,
                "log2 lambda",
                numbers,
                figure(rounds, round -> Math.log(Math.max(0.05, round.lambda())) / Math.log(2)),
                1);
        return chart;
    }

    private static XYSeries line(XYChart chart, String name, double[] x, double[] y, int axis) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.NONE);
        series.setYAxisGroup(axis);
        return series;
    }

    private static double[] figure(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return rounds.stream().mapToDouble(figure).toArray();
    }
}
