package io.antidistill.plant;

import java.util.Map;
import java.util.TreeMap;

/** A measured figure over lambda: straight lines over the logarithm of lambda, level beyond the ends. Immutable. */
final class Curve {
    /** Where the scale turns from linear to logarithmic, so that 0 has a place on it. */
    private static final double KNEE = 0.25;

    private final TreeMap<Double, Double> points;

    /** @param points at least one */
    Curve(Map<Double, Double> points) {
        if (points.isEmpty()) {
            throw new IllegalArgumentException("invalid value {} for points: a curve needs at least one");
        }
        this.points = new TreeMap<>(points);
    }

    double at(double lambda) {
        Map.Entry<Double, Double> below = points.floorEntry(lambda);
        Map.Entry<Double, Double> above = points.ceilingEntry(lambda);
        if (below == null || above == null) {
            return (below == null ? above : below).getValue();
        }
        double width = place(above.getKey()) - place(below.getKey());
        double share = width == 0 ? 0 : (place(lambda) - place(below.getKey())) / width;
        return below.getValue() + share * (above.getValue() - below.getValue());
    }

    private static double place(double lambda) {
        return Math.log(lambda + KNEE);
    }
}
