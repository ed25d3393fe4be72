package io.antidistill.cli.figures;

import io.antidistill.derivative.ScoreCheck.ScoreError;
import io.antidistill.model.NumberType;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The errors of the poison score over ε, as a table and as the paper's figure. Immutable. */
public record ScoreErrors(List<Row> rows) {
    private static final String NAME = "score-error";
    private static final double LEAST_DRAWN = 1e-8; // a logarithmic axis has no zero

    /**
     * One measurement.
     *
     * @param epsilon empty for forward mode, which needs none
     */
    public record Row(NumberType type, Optional<Double> epsilon, ScoreError error) {
        String method() {
            return epsilon.isPresent() ? "finite difference" : "forward mode";
        }

        String typeName() {
            return type.name().toLowerCase(Locale.ROOT);
        }
    }

    public ScoreErrors {
        rows = List.copyOf(rows);
    }

    /** The finite difference of least error in a type. */
    public Optional<Row> best(NumberType type) {
        return finiteDifferences(type).stream()
                .min(Comparator.comparingDouble(row -> row.error().overTokens()));
    }

    /** Writes {@code score-error.csv}. */
    public void writeCsv(Path directory) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("method,dtype,epsilon,error_over_trace_tokens,error_over_vocabulary");
        for (Row row : rows) {
            String epsilon = row.epsilon().map(String::valueOf).orElse("");
            lines.add(String.format(
                    Locale.ROOT,
                    "%s,%s,%s,%.6g,%.6g",
                    row.method(),
                    row.typeName(),
                    epsilon,
                    row.error().overTokens(),
                    row.error().overVocabulary()));
        }
        Files.write(directory.resolve(NAME + ".csv"), lines);
    }

    /**
     * Writes {@code score-error.png} and {@code score-error.svg}: relative error over ε, both logarithmic, with one line for
     * each type and level lines for forward mode.
     */
    public void draw(String title, Path directory) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(900)
                .height(560)
                .title(title)
                .xAxisTitle("ε, the step along the unit direction")
                .yAxisTitle("relative error over the traces' tokens (sine of the angle)")
                .build();
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        List<NumberType> types = rows.stream().map(Row::type).distinct().toList();
        for (NumberType type : types) {
            List<Row> series = finiteDifferences(type);
            add(chart, "finite difference, " + series.get(0).typeName(), series);
        }
        for (Row level : rows.stream().filter(row -> row.epsilon().isEmpty()).toList()) {
            XYSeries series = add(
                    chart,
                    "forward mode, " + level.typeName(),
                    finiteDifferences(types.get(0)).stream()
                            .map(row -> new Row(level.type(), row.epsilon(), level.error()))
                            .toList());
            series.setMarker(SeriesMarkers.NONE).setLineStyle(SeriesLines.DASH_DASH);
        }
        FigureFile.save(chart, directory, NAME);
    }

    private static XYSeries add(XYChart chart, String name, List<Row> series) {
        return chart.addSeries(
                name,
                series.stream().map(row -> row.epsilon().orElseThrow()).toList(),
                series.stream()
                        .map(row -> Math.max(LEAST_DRAWN, row.error().overTokens()))
                        .toList());
    }

    private List<Row> finiteDifferences(NumberType type) {
        return rows.stream()
                .filter(row -> row.type() == type && row.epsilon().isPresent())
                .sorted(Comparator.comparingDouble(row -> row.epsilon().orElseThrow()))
                .toList();
    }
}
