package io.antidistill.probe;

/**
 * Where a figure lies, as far as the exam can tell.
 *
 * @param low lower end
 * @param high upper end; at least low
 */
public record Interval(double low, double high) {

    public Interval {
        if (!(low <= high) || Double.isInfinite(low) || Double.isInfinite(high)) {
            throw new IllegalArgumentException(
                    "invalid value " + low + " to " + high + " for an interval: both ends must be finite, in order");
        }
    }
}
