package io.antidistill.sampling;

import java.util.Objects;

/**
 * How one request is sampled. Immutable.
 *
 * @param sampler what the poison score is put to
 * @param lambda weight of the poison score, at least 0; 0 is plain sampling
 * @param tau temperature, above 0; towards 0 the draw becomes the most probable token
 * @param topP mass of the nucleus, above 0 and at most 1; 1 keeps every token
 * @param truncation where the nucleus is cut
 * @param klBudget most KL(protected ‖ plain) of one token, nats, above 0; infinity: no limit. Where the tilt would exceed
 *     it, λ is scaled down for that token until it does not
 */
public record SamplingSettings(
        Sampler sampler, double lambda, double tau, double topP, Truncation truncation, double klBudget) {

    /** @throws IllegalArgumentException for a number outside its range */
    public SamplingSettings {
        Objects.requireNonNull(sampler, "sampler");
        Objects.requireNonNull(truncation, "truncation");
        require(lambda >= 0 && lambda < Double.POSITIVE_INFINITY, lambda, "lambda", "it must be finite and at least 0");
        require(tau > 0 && tau < Double.POSITIVE_INFINITY, tau, "tau", "it must be finite and above 0");
        require(topP > 0 && topP <= 1, topP, "topP", "it must be above 0 and at most 1");
        require(klBudget > 0, klBudget, "klBudget", "it must be above 0, infinity for no limit");
    }

    /** Without a KL budget. */
    public SamplingSettings(Sampler sampler, double lambda, double tau, double topP, Truncation truncation) {
        this(sampler, lambda, tau, topP, truncation, Double.POSITIVE_INFINITY);
    }

    /** Plain sampling from the teacher's nucleus. */
    public static SamplingSettings plain(double tau, double topP) {
        return new SamplingSettings(Sampler.ANTIDISTILLATION, 0, tau, topP, Truncation.TRUNCATE_THEN_TILT);
    }

    private static void require(boolean holds, double value, String name, String reason) {
        if (!holds) {
            throw new IllegalArgumentException("invalid value " + value + " for " + name + ": " + reason);
        }
    }
}
