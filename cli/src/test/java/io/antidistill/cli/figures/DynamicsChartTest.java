package io.antidistill.cli.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.experiment.DynamicsRow;
import io.antidistill.experiment.DynamicsRow.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DynamicsChartTest {
    @TempDir
    Path directory;

    @Test
    void drawsTrainAndHoldoutLossOverTheSteps() throws IOException {
        DynamicsChart.save(
                List.of(row("plain", 1, 0.2), row("plain", 2, 0.22), row("ads", 1, 0.4), row("ads", 2, 0.5)),
                directory);

        Images.assertDrawn(directory, "dynamics");
        assertThat(directory.resolve("dynamics.svg")).content().as("the band").contains("fill-opacity");
    }

    @Test
    void oneSeedHasNoRange() throws IOException {
        DynamicsChart.save(List.of(row("plain", 1, 0.2), row("ads", 1, 0.4)), directory);

        assertThat(directory.resolve("dynamics.svg")).content().doesNotContain("fill-opacity");
    }

    private static DynamicsRow row(String arm, int seed, double end) {
        List<Point> course =
                List.of(new Point(0, Double.NaN, 0.57), new Point(10, 0.5, (0.57 + end) / 2), new Point(20, 0.1, end));
        return new DynamicsRow(arm, seed, 0, 0.9, 9, 10, 0.6, course);
    }
}
