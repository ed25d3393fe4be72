package io.antidistill.cli.figures;

import io.antidistill.experiment.AccuracyEstimate;
import io.antidistill.experiment.EqualUtility;
import io.antidistill.experiment.EqualUtility.Bar;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Bars of equal height for the teacher, and beside them those of the students, as in the paper's figure 1. They are drawn as areas, since the
 * library's own bars have room for symmetric intervals only.
 */
final class EqualUtilityChart {
    private static final double TEACHERS = 1;
    private static final double STUDENTS = 2;
    private static final double GROUP_WIDTH = 0.8;
    private static final double GAP_BESIDE = 0.05;
    private static final double BAR_SHARE = 0.86;
    private static final double CAP_SHARE = 0.24;
    private static final double PERCENT = 100;
    private static final double GAP = 3;
    private static final double HEADINGS = 113;
    private static final double TOP = 120;
    private static final BasicStroke WHISKER = new BasicStroke(1.4f);
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

    private final EqualUtility data;
    private final XYChart chart;

    private EqualUtilityChart(EqualUtility data) {
        this.data = data;
        this.chart = new XYChartBuilder()
                .width(840)
                .height(520)
                .title(String.format(
                        Locale.ROOT,
                        "student accuracy where the teacher loses %.1f points",
                        PERCENT * data.teacherLoss()))
                .yAxisTitle("right answers, %, with 95 % interval")
                .build();
    }

    /**
     * Writes equal-utility.png and equal-utility.svg.
     *
     * @param undistilled accuracy of the student that saw no trace
     */
    static void save(EqualUtility data, double undistilled, Path directory) throws IOException {
        EqualUtilityChart drawn = new EqualUtilityChart(data);
        drawn.style();
        drawn.addGroup("teacher", TEACHERS, EqualUtilityChart::teacher);
        drawn.addGroup("student", STUDENTS, Bar::student);
        drawn.addUndistilled(PERCENT * undistilled);
        FigureFile.save(drawn.chart, directory, "equal-utility");
    }

    private static AccuracyEstimate teacher(Bar bar) {
        return new AccuracyEstimate(
                bar.teacher().rate(), bar.teacher().low(), bar.teacher().high());
    }

    private void style() {
        chart.getStyler()
                .setXAxisTicksVisible(false)
                .setXAxisMin(TEACHERS - 0.5)
                .setXAxisMax(STUDENTS + 0.5)
                .setYAxisTickLabelsFormattingFunction(y -> y > PERCENT ? "" : String.format(Locale.ROOT, "%.0f", y))
                .setYAxisMin(0.0)
                .setYAxisMax(TOP)
                .setPlotGridLinesVisible(false);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS).setLegendLayout(LegendLayout.Horizontal);
        chart.getStyler().setChartBackgroundColor(Color.WHITE).setAnnotationTextFont(TEXT);
    }

    private void addGroup(String heading, double middle, Function<Bar, AccuracyEstimate> height) {
        write(heading, middle, HEADINGS);
        List<Bar> bars = data.bars();
        double width = GROUP_WIDTH / bars.size();
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            String name = heading + ", " + bar.arm();
            double x = middle + (i - (bars.size() - 1) / 2.0) * width;
            AccuracyEstimate accuracy = height.apply(bar);
            Color color = i == 0 ? Palette.PLAIN : Palette.of(bar.method());
            addArea(name, x, width * BAR_SHARE / 2, PERCENT * accuracy.mean())
                    .setLineColor(color)
                    .setFillColor(color)
                    .setLabel(bar.arm())
                    .setShowInLegend(middle == STUDENTS);
            addInterval(name, x, width * CAP_SHARE / 2, PERCENT * accuracy.low(), PERCENT * accuracy.high());
            write(String.format(Locale.ROOT, "%.1f", PERCENT * accuracy.mean()), x, PERCENT * accuracy.high() + GAP);
        }
    }

    private XYSeries addArea(String name, double x, double half, double height) {
        double left = x - half;
        double right = x + half;
        XYSeries area = chart.addSeries(name, List.of(left, left, right, right), List.of(0.0, height, height, 0.0));
        area.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        area.setMarker(SeriesMarkers.NONE).setLineStyle(SeriesLines.NONE);
        return area;
    }

    /** From the lower to the upper end with a cap at each, drawn without lifting the pen. */
    private void addInterval(String name, double x, double half, double low, double high) {
        double left = x - half;
        double right = x + half;
        chart.addSeries(
                        name + ", interval",
                        List.of(left, right, x, x, left, right),
                        List.of(low, low, low, high, high, high))
                .setMarker(SeriesMarkers.NONE)
                .setLineStyle(WHISKER)
                .setLineColor(Color.BLACK)
                .setShowInLegend(false);
    }

    /** A level line across the students. */
    private void addUndistilled(double level) {
        double half = GROUP_WIDTH / 2 + GAP_BESIDE;
        chart.addSeries("undistilled student", List.of(STUDENTS - half, STUDENTS + half), List.of(level, level))
                .setMarker(SeriesMarkers.NONE)
                .setLineStyle(SeriesLines.DASH_DASH)
                .setLineColor(Color.GRAY);
    }

    private void write(String text, double x, double y) {
        chart.addAnnotation(new AnnotationText(text, x, y, false));
    }
}
