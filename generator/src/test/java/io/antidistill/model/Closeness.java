package io.antidistill.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How near two lists of numbers are. */
public final class Closeness {
    private static final Logger LOG = LoggerFactory.getLogger(Closeness.class);

    private Closeness() {}

    /** |a - b| at most 1e-4 times max(1, max |b|), in every place. */
    public static void assertClose(String what, float[] actual, float[] expected) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double largest = 1;
        for (float b : expected) {
            largest = Math.max(largest, Math.abs(b));
        }
        double difference = difference(actual, expected);
        LOG.info("{}: largest difference {}, largest number {}", what, difference, largest);
        assertThat(difference).as(what).isLessThanOrEqualTo(1e-4 * largest);
    }

    /** NaN counts as infinitely far. */
    public static double difference(float[] a, float[] b) {
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = Math.abs((double) a[i] - b[i]);
            worst = Math.max(worst, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
        }
        return worst;
    }

    /** The sine of the angle between two vectors: the relative error of a direction. */
    public static double sine(float[] a, float[] b) {
        double aa = 0;
        double bb = 0;
        double ab = 0;
        for (int i = 0; i < a.length; i++) {
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
            ab += (double) a[i] * b[i];
        }
        double sine = Math.sqrt(Math.max(0, 1 - ab * ab / (aa * bb)));
        LOG.info("sine {}", sine);
        return sine;
    }

    /** The distance between two vectors at unit norm, summed in double precision: as the sine, but small angles do not drown in rounding. */
    public static double unitDistance(float[] a, float[] b) {
        double normA = norm(a);
        double normB = norm(b);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = a[i] / normA - b[i] / normB;
            sum += difference * difference;
        }
        LOG.info("distance at unit norm {}", Math.sqrt(sum));
        return Math.sqrt(sum);
    }

    private static double norm(float[] x) {
        double sum = 0;
        for (float value : x) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }
}
