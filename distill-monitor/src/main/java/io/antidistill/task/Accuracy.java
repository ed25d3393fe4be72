package io.antidistill.task;

import java.util.Locale;

/** How many answers were right, with the Wilson score interval of 95 %. Immutable. */
public record Accuracy(int right, int total) {
    /** The two-sided 95 % quantile of the normal distribution. */
    private static final double Z = 1.959963984540054;

    public Accuracy {
        if (total < 1) {
            throw new IllegalArgumentException("invalid value " + total + " for total: nothing was graded");
        }
        if (right < 0 || right > total) {
            throw new IllegalArgumentException(
                    "invalid value " + right + " for right: must be between 0 and the total " + total);
        }
    }

    public double rate() {
        return (double) right / total;
    }

    /** Lower end of the Wilson interval. */
    public double low() {
        return Math.max(0, centre() - halfWidth());
    }

    /** Upper end of the Wilson interval. */
    public double high() {
        return Math.min(1, centre() + halfWidth());
    }

    private double centre() {
        return (rate() + Z * Z / (2 * total)) / (1 + Z * Z / total);
    }

    private double halfWidth() {
        double p = rate();
        return Z / (1 + Z * Z / total) * Math.sqrt(p * (1 - p) / total + Z * Z / (4.0 * total * total));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.1f %% (%d of %d; 95 %% interval %.1f to %.1f %%)",
                100 * rate(),
                right,
                total,
                100 * low(),
                100 * high());
    }
}
