package io.antidistill.experiment;

import io.antidistill.guard.TiltRules;
import io.antidistill.sampling.Sampler;
import io.antidistill.sampling.SamplingSettings;
import java.util.Locale;

/**
 * One way of sampling traces that the experiment compares. Immutable.
 *
 * @param sampler antidistillation, or its permutation control
 * @param lambda weight of the poison score; 0 is plain sampling
 * @param tau temperature
 */
public record Arm(Sampler sampler, double lambda, double tau) {
    static final String PLAIN = "plain";
    static final String ANTIDISTILLATION = "ads";
    static final String PERMUTATION = "permutation";

    /** The name in tables, which also names the arm's files. */
    public String label() {
        if (lambda == 0) {
            return String.format(Locale.ROOT, "%s tau %s", PLAIN, number(tau));
        }
        String kind = sampler == Sampler.PERMUTATION ? PERMUTATION : ANTIDISTILLATION;
        return String.format(Locale.ROOT, "%s lambda %s", kind, number(lambda));
    }

    /** This arm in a setting, tilted everywhere and without a limit. */
    Trial in(Setting setting) {
        SamplingSettings sampling = new SamplingSettings(sampler, lambda, tau, setting.topP(), setting.truncation());
        return new Trial(label(), sampling, TiltRules.UNLIMITED);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
