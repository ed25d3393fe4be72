package io.antidistill.cli.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** Whether figures show anything. */
final class Images {
    private static final int COLORS_OF_AN_EMPTY_CHART = 20;

    private Images() {}

    static void assertDrawn(Path directory, String name) throws IOException {
        BufferedImage image = ImageIO.read(directory.resolve(name + ".png").toFile());
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        assertThat(IntStream.of(pixels).distinct().count())
                .as("colours of " + name)
                .isGreaterThan(COLORS_OF_AN_EMPTY_CHART);
        assertThat(directory.resolve(name + ".svg")).content().contains("<svg", "<path");
    }
}
