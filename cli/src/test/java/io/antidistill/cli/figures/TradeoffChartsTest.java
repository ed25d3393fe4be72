package io.antidistill.cli.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.experiment.TradeoffRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TradeoffChartsTest {
    @TempDir
    Path directory;

    @Test
    void drawsAccuracyAndLossWithTheHighUtilityEndAsBitmapAndAsDrawing() throws IOException {
        new TradeoffCharts(rows(0.99)).save(directory);

        for (String name : List.of(
                "student-accuracy", "student-accuracy-high-utility", "student-loss", "student-loss-high-utility")) {
            Images.assertDrawn(directory, name);
            assertThat(directory.resolve(name + ".svg"))
                    .content()
                    .as("the band")
                    .contains("fill-opacity");
        }
    }

    @Test
    void drawsNoHighUtilityEndWhereTheTeacherIsNeverGood() throws IOException {
        new TradeoffCharts(rows(0.7)).save(directory);

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "student-accuracy.png", "student-accuracy.svg", "student-loss.png", "student-loss.svg");
        }
    }

    private static List<TradeoffRow> rows(double accuracy) {
        return List.of(
                row(TradeoffRow.UNDISTILLED, 0.9, 0, 0, 0.6, 0.02),
                row("plain tau 0.9", 0.9, 1, accuracy, 0.2, 0.7),
                row("plain tau 0.9", 0.9, 2, accuracy - 0.01, 0.2, 0.68),
                row("plain tau 1.6", 1.6, 1, accuracy - 0.2, 0.22, 0.6),
                row("ads lambda 2", 0.9, 1, accuracy - 0.02, 0.34, 0.6),
                row("permutation lambda 2", 0.9, 1, accuracy - 0.02, 0.23, 0.66));
    }

    private static TradeoffRow row(String arm, double tau, int seed, double teacher, double loss, double accuracy) {
        int traces = seed == 0 ? 0 : 1000;
        return new TradeoffRow(
                arm, seed, 0, tau, (int) Math.round(traces * teacher), traces, 0, 0, loss, 0.2, accuracy);
    }
}
