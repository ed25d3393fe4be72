package io.antidistill.cli.figures;

import io.antidistill.experiment.DynamicsRow;
import io.antidistill.experiment.DynamicsRow.Point;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Train and holdout loss over a student's steps, as in the paper's figure 5: lines for the mean over the seeds, and behind those of the holdout
 * loss bands from the least to the greatest.
 */
public final class DynamicsChart {
    private static final List<Color> COLORS =
            List.of(Palette.PLAIN, Palette.ANTIDISTILLATION, Palette.PERMUTATION, Palette.TEMPERATURE);

    private DynamicsChart() {}

    /** Writes dynamics.png and dynamics.svg. */
    public static void save(List<DynamicsRow> rows, Path directory) throws IOException {
        int seeds = (int) rows.stream().map(DynamicsRow::seed).distinct().count();
        XYChart chart = new XYChartBuilder()
                .width(840)
                .height(520)
                .title("a student's losses while it learns"
                        + (seeds == 1 ? "" : ", mean and range of " + seeds + " seeds"))
                .xAxisTitle("training steps")
                .yAxisTitle("nats per token")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        List<String> arms = rows.stream().map(DynamicsRow::arm).distinct().toList();
        List<List<DynamicsRow>> byArm = arms.stream()
                .map(arm -> rows.stream().filter(row -> row.arm().equals(arm)).toList())
                .toList();
        if (seeds > 1) {
            for (int i = 0; i < arms.size(); i++) {
                addRange(chart, arms.get(i), byArm.get(i), color(i));
            }
        }
        for (int i = 0; i < arms.size(); i++) {
            String arm = arms.get(i);
            addMean(chart, arm + ", holdout", byArm.get(i), 0, Point::holdoutLoss, color(i), SeriesLines.SOLID);
            addMean(chart, arm + ", train", byArm.get(i), 1, Point::trainLoss, color(i), SeriesLines.DASH_DASH);
        }
        FigureFile.save(chart, directory, "dynamics");
    }

    private static Color color(int arm) {
        return COLORS.get(arm % COLORS.size());
    }

    private static void addRange(XYChart chart, String arm, List<DynamicsRow> rows, Color color) {
        new Band(places(rows, 0)
                        .mapToObj(place -> {
                            DoubleSummaryStatistics losses =
                                    at(place, rows, Point::holdoutLoss).summaryStatistics();
                            return new Band.Place(step(place, rows), losses.getMin(), losses.getMax());
                        })
                        .toList())
                .addTo(chart, arm + ", range", color);
    }

    private static void addMean(
            XYChart chart,
            String name,
            List<DynamicsRow> rows,
            int from,
            ToDoubleFunction<Point> loss,
            Color color,
            BasicStroke stroke) {
        chart.addSeries(
                        name,
                        places(rows, from)
                                .mapToDouble(place -> step(place, rows))
                                .toArray(),
                        places(rows, from)
                                .mapToDouble(
                                        place -> at(place, rows, loss).average().orElseThrow())
                                .toArray())
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(color)
                .setLineStyle(stroke);
    }

    /** All students are looked at equally often. */
    private static IntStream places(List<DynamicsRow> rows, int from) {
        return IntStream.range(from, rows.get(0).course().size());
    }

    private static double step(int place, List<DynamicsRow> rows) {
        return rows.get(0).course().get(place).step();
    }

    private static DoubleStream at(int place, List<DynamicsRow> rows, ToDoubleFunction<Point> loss) {
        return rows.stream().map(row -> row.course().get(place)).mapToDouble(loss);
    }
}
