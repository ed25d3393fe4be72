package io.antidistill.plant;

/**
 * What one attack made of traces of one lambda. Immutable.
 *
 * @param lambda at which the traces were sampled
 * @param seed of the traces' noise
 * @param attack its name
 * @param distillability of its student
 * @param low lower end of the interval over the holdout
 * @param high upper end
 * @param utility share of the traces with a right answer
 */
public record ResponsePoint(
        double lambda, int seed, String attack, double distillability, double low, double high, double utility) {

    public ResponsePoint {
        if (!(lambda >= 0 && Double.isFinite(lambda))) {
            throw new IllegalArgumentException(
                    "invalid value " + lambda + " for lambda: it must be finite and at least 0");
        }
        if (!Double.isFinite(distillability)) {
            throw new IllegalArgumentException(
                    "invalid value " + distillability + " for distillability: it must be finite");
        }
    }
}
