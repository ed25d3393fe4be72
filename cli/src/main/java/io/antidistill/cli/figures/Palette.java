package io.antidistill.cli.figures;

import io.antidistill.experiment.TradeoffCurve.Method;
import java.awt.Color;

/** One colour for each way of sampling, the same in all figures. */
final class Palette {
    static final Color PLAIN = new Color(0x555555);
    static final Color ANTIDISTILLATION = new Color(0xc0392b);
    static final Color PERMUTATION = new Color(0x2c6fa6);
    static final Color TEMPERATURE = new Color(0x4a8f3c);

    private Palette() {}

    static Color of(Method method) {
        return switch (method) {
            case ANTIDISTILLATION -> ANTIDISTILLATION;
            case PERMUTATION -> PERMUTATION;
            case TEMPERATURE -> TEMPERATURE;
        };
    }

    /** @param opacity from 0 to 255 */
    static Color translucent(Color color, int opacity) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), opacity);
    }
}
