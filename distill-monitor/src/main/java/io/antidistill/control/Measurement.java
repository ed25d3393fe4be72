package io.antidistill.control;

import java.util.OptionalDouble;

/**
 * What one round measured. Not validated: a measurement that makes no sense is the controller's to refuse.
 *
 * @param figure what the controlled figure is called in reasons
 * @param distillability the controlled figure; NaN where it is not defined
 * @param freshShare share of the window that was sampled under the lambda in force, within 0 and 1; the rest of the
 *     window speaks of an older lambda
 * @param utility share of canaries answered rightly; empty where there were too few
 */
public record Measurement(String figure, double distillability, double freshShare, OptionalDouble utility) {

    /** A measurement whose figure is called distillability in reasons. */
    public Measurement(double distillability, double freshShare, OptionalDouble utility) {
        this("distillability", distillability, freshShare, utility);
    }

    /** A measurement of a window that was wholly sampled under the lambda in force, without canaries. */
    public static Measurement of(double distillability) {
        return new Measurement(distillability, 1, OptionalDouble.empty());
    }

    public Measurement withUtility(double share) {
        return new Measurement(figure, distillability, freshShare, OptionalDouble.of(share));
    }

    public Measurement withFreshShare(double share) {
        return new Measurement(figure, distillability, share, utility);
    }
}
