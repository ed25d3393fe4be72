package io.antidistill.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hipparchus.analysis.interpolation.LinearInterpolator;
import org.hipparchus.analysis.interpolation.LoessInterpolator;
import org.hipparchus.analysis.polynomials.PolynomialSplineFunction;

/**
 * The trend of scattered points: the mean and the middle 95 % of LOWESS curves through points that are drawn from them
 * again and again, with replacement (paper, appendix B.2). Pure: equal points and seeds give equal bands.
 *
 * @param places from left to right; empty where the points lie at fewer than two places
 */
public record TrendBand(List<Place> places) {
    /** Part of the points that each local line is fitted to. */
    public static final double SPAN = 2.0 / 3;

    /** How many curves are drawn. */
    public static final int DRAWS = 500;

    private static final int PLACES = 60;
    private static final double TAIL = 0.025;

    /** One measurement. */
    public record Point(double x, double y) {
        public Point {
            if (!Double.isFinite(x) || !Double.isFinite(y)) {
                throw new IllegalArgumentException(
                        "invalid value (" + x + ", " + y + ") for a point: both numbers must be finite");
            }
        }
    }

    /** Where the curves are at one x. */
    public record Place(double x, double mean, double low, double high) {}

    public TrendBand {
        places = List.copyOf(places);
    }

    /** The trend of these points. */
    public static TrendBand of(List<Point> points, long seed) {
        double[] xs = points.stream().mapToDouble(Point::x).distinct().sorted().toArray();
        if (xs.length < 2) {
            return new TrendBand(List.of());
        }
        List<PolynomialSplineFunction> curves = curves(points, new SplittableRandom(seed));
        double width = xs[xs.length - 1] - xs[0];
        return new TrendBand(IntStream.rangeClosed(0, PLACES)
                .mapToObj(i -> i == PLACES ? xs[xs.length - 1] : xs[0] + i * width / PLACES)
                .filter(x -> 2 * covering(curves, x).count() >= curves.size())
                .map(x -> place(curves, x))
                .toList());
    }

    private static List<PolynomialSplineFunction> curves(List<Point> points, SplittableRandom random) {
        List<PolynomialSplineFunction> curves = new ArrayList<>();
        while (curves.size() < DRAWS) {
            TreeMap<Double, List<Double>> drawn = new TreeMap<>();
            for (int i = 0; i < points.size(); i++) {
                Point point = points.get(random.nextInt(points.size()));
                drawn.computeIfAbsent(point.x(), x -> new ArrayList<>()).add(point.y());
            }
            if (drawn.size() >= 2) { // through one place there is no curve
                curves.add(curve(drawn));
            }
        }
        return curves;
    }

    /** Points at the same x become their mean, which weighs as much as they do. */
    private static PolynomialSplineFunction curve(TreeMap<Double, List<Double>> drawn) {
        double[] xs = drawn.keySet().stream().mapToDouble(x -> x).toArray();
        double[] ys = drawn.values().stream().mapToDouble(TrendBand::mean).toArray();
        double[] weights = drawn.values().stream().mapToDouble(List::size).toArray();
        double span = Math.max(SPAN, 2.0 / xs.length); // a line needs two points
        // No second fit without outliers: among so few points most would be called that, and a line needs two.
        double[] smooth = new LoessInterpolator(span, 0).smooth(xs, ys, weights);
        return new LinearInterpolator().interpolate(xs, smooth);
    }

    private static Place place(List<PolynomialSplineFunction> curves, double x) {
        double[] values = covering(curves, x)
                .mapToDouble(curve -> curve.value(x))
                .sorted()
                .toArray();
        int tail = (int) Math.round(TAIL * (values.length - 1));
        return new Place(
                x, Arrays.stream(values).average().orElseThrow(), values[tail], values[values.length - 1 - tail]);
    }

    /** A curve says nothing of what lies beyond the points that it was drawn through. */
    private static Stream<PolynomialSplineFunction> covering(List<PolynomialSplineFunction> curves, double x) {
        return curves.stream().filter(curve -> curve.isValidPoint(x));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(y -> y).average().orElseThrow();
    }
}
