package io.antidistill.cli.figures;

import io.antidistill.experiment.DynamicsRow;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Train and holdout loss over a student's steps, mean over the seeds, as in the paper's figure 5. */
public final class DynamicsChart {
    private static final List<Color> COLORS =
            List.of(new Color(0x555555), new Color(0xc0392b), new Color(0x2c6fa6), new Color(0x4a8f3c));

    private DynamicsChart() {}

    /** Writes dynamics.png and dynamics.svg. */
    public static void save(List<DynamicsRow> rows, Path directory) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(840)
                .height(520)
                .title("a student's losses while it learns")
                .xAxisTitle("training steps")
                .yAxisTitle("nats per token")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        List<String> arms = rows.stream().map(DynamicsRow::arm).distinct().toList();
        for (int i = 0; i < arms.size(); i++) {
            String arm = arms.get(i);
            List<DynamicsRow> own =
                    rows.stream().filter(row -> row.arm().equals(arm)).toList();
            Color color = COLORS.get(i % COLORS.size());
            add(chart, arm + ", holdout", own, 0, DynamicsRow.Point::holdoutLoss, color, SeriesLines.SOLID);
            add(chart, arm + ", train", own, 1, DynamicsRow.Point::trainLoss, color, SeriesLines.DASH_DASH);
        }
        FigureFile.save(chart, directory, "dynamics");
    }

    private static void add(
            XYChart chart,
            String name,
            List<DynamicsRow> rows,
            int from,
            ToDoubleFunction<DynamicsRow.Point> loss,
            Color color,
            BasicStroke stroke) {
        List<DynamicsRow.Point> any = rows.get(0).course();
        List<Integer> places = IntStream.range(from, any.size()).boxed().toList();
        chart.addSeries(
                        name,
                        places.stream().map(place -> any.get(place).step()).toList(),
                        places.stream()
                                .map(place -> rows.stream()
                                        .mapToDouble(row ->
                                                loss.applyAsDouble(row.course().get(place)))
                                        .average()
                                        .orElseThrow())
                                .toList())
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(color)
                .setLineStyle(stroke);
    }
}
