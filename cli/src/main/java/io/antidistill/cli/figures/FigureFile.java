package io.antidistill.cli.figures;

import java.io.IOException;
import java.nio.file.Path;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;

/** Writes a chart as a bitmap and as a drawing. */
final class FigureFile {
    private FigureFile() {}

    /** Writes {@code name.png} and {@code name.svg}. */
    static void save(XYChart chart, Path directory, String name) throws IOException {
        String path = directory.resolve(name).toString();
        BitmapEncoder.saveBitmap(chart, path, BitmapFormat.PNG);
        VectorGraphicsEncoder.saveVectorGraphic(chart, path, VectorGraphicsFormat.SVG);
    }
}
