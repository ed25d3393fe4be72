package io.antidistill.cli.figures;

import io.antidistill.streams.simulation.DetectionReport;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;

/** What the detector finds over what it takes for a thief by mistake. */
public final class DetectionCurves {
    private static final double PERCENT = 100;
    private static final double LEAST_CHANGE = 0.02;

    private DetectionCurves() {}

    /** One line for each campaign of which more is found where more mistakes are made; the table tells of the others. */
    public static void draw(DetectionReport report, Path png) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(840)
                .height(420)
                .title("Accounts of a campaign that are found")
                .xAxisTitle("false positives, % of customers")
                .yAxisTitle("accounts found, %")
                .build();
        chart.getStyler().setXAxisLogarithmic(true).setYAxisMin(0.0).setYAxisMax(PERCENT);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        List<Double> rates = percent(report.rates());
        for (DetectionReport.Row row : report.rows()) {
            if (Collections.max(row.foundByRate()) - Collections.min(row.foundByRate()) < LEAST_CHANGE) {
                continue;
            }
            chart.addSeries(row.campaign(), rates, percent(row.foundByRate()));
        }
        BitmapEncoder.saveBitmap(chart, png.toString(), BitmapEncoder.BitmapFormat.PNG);
    }

    private static List<Double> percent(List<Double> parts) {
        return parts.stream().map(part -> PERCENT * part).toList();
    }
}
