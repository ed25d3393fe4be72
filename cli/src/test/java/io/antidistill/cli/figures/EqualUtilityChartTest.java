package io.antidistill.cli.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.experiment.AccuracyEstimate;
import io.antidistill.experiment.EqualUtility;
import io.antidistill.experiment.EqualUtility.Bar;
import io.antidistill.experiment.TradeoffCurve.Method;
import io.antidistill.task.Accuracy;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EqualUtilityChartTest {
    private static final int LEGEND = 50;

    @TempDir
    Path directory;

    @Test
    void drawsTwoBarsForEachWayOfSamplingAsHighAsTheyAreAccurate() throws IOException {
        EqualUtility data = new EqualUtility(
                bar(Method.TEMPERATURE, "plain tau 0.9", 0.75),
                List.of(
                        bar(Method.TEMPERATURE, "plain tau 1.3", 0.5),
                        bar(Method.PERMUTATION, "permutation lambda 8", 0.5),
                        bar(Method.ANTIDISTILLATION, "ads lambda 8", 0.25)));

        EqualUtilityChart.save(data, 0.02, directory);

        Images.assertDrawn(directory, "equal-utility");
        BufferedImage image =
                ImageIO.read(directory.resolve("equal-utility.png").toFile());
        int teachers = image.getWidth() / 2;
        int teacher = tallest(image, 0, teachers, Palette.ANTIDISTILLATION);
        assertThat(tallest(image, 0, teachers, Palette.PLAIN)).isEqualTo(teacher);
        assertThat(tallest(image, teachers, image.getWidth(), Palette.ANTIDISTILLATION))
                .isBetween(teacher / 4 - 2, teacher / 4 + 2);
        assertThat(tallest(image, teachers, image.getWidth(), Palette.PLAIN))
                .isBetween(3 * teacher / 4 - 2, 3 * teacher / 4 + 2);
    }

    /** Every teacher is right without exception. */
    private static Bar bar(Method method, String arm, double student) {
        return new Bar(
                method, arm, 0, new Accuracy(1000, 1000), new AccuracyEstimate(student, student - 0.1, student + 0.1));
    }

    /** Most pixels of this colour in any column, above the legend. */
    private static int tallest(BufferedImage image, int from, int to, Color color) {
        return IntStream.range(from, to)
                .map(x -> (int) IntStream.range(0, image.getHeight() - LEGEND)
                        .filter(y -> image.getRGB(x, y) == color.getRGB())
                        .count())
                .max()
                .orElseThrow();
    }
}
