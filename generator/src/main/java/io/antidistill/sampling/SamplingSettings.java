package io.antidistill.sampling;

import java.util.Objects;

/**
 * How one request is sampled. Immutable.
 *
 * @param sampler what the poison score is put to
 * @param lambda weight of the poison score, from 0 (plain sampling) to 1e9
 * @param tau temperature, from 1e-6 (the most probable token always) to 1e6
 * @param topP mass of the nucleus, above 0 and at most 1; 1 keeps every token
 * @param truncation where the nucleus is cut
 * @param klBudget most KL(protected ‖ plain) of one token, nats, above 0; infinity: no limit. Where the tilt would exceed
 *     it, λ is scaled down for that token until it does not. With truncation last, cutting alone has a KL; a budget below
 *     that leaves no tilt at all
 * @param minP plausibility floor: tokens less probable at τ than this times the most probable one are no candidates, tilted or not; from 0 (no
 *     floor) to 1
 */
public record SamplingSettings(
        Sampler sampler, double lambda, double tau, double topP, Truncation truncation, double klBudget, double minP) {

    /** @throws IllegalArgumentException for a number outside its range */
    public SamplingSettings {
        Objects.requireNonNull(sampler, "sampler");
        Objects.requireNonNull(truncation, "truncation");
        require(lambda >= 0 && lambda <= 1e9, lambda, "lambda", "it must be between 0 and 1e9");
        require(tau >= 1e-6 && tau <= 1e6, tau, "tau", "it must be between 1e-6 (greedy) and 1e6");
        require(topP > 0 && topP <= 1, topP, "topP", "it must be above 0 and at most 1");
        require(klBudget > 0, klBudget, "klBudget", "it must be above 0, infinity for no limit");
        require(minP >= 0 && minP <= 1, minP, "minP", "it must be between 0 (no floor) and 1");
    }

    /** Without a plausibility floor. */
    public SamplingSettings(
            Sampler sampler, double lambda, double tau, double topP, Truncation truncation, double klBudget) {
        this(sampler, lambda, tau, topP, truncation, klBudget, 0);
    }

    /** Without a KL budget or a plausibility floor. */
    public SamplingSettings(Sampler sampler, double lambda, double tau, double topP, Truncation truncation) {
        this(sampler, lambda, tau, topP, truncation, Double.POSITIVE_INFINITY);
    }

    /** Plain sampling from the teacher's nucleus. */
    public static SamplingSettings plain(double tau, double topP) {
        return new SamplingSettings(Sampler.ANTIDISTILLATION, 0, tau, topP, Truncation.TRUNCATE_THEN_TILT);
    }

    /** These settings with λ = 0: the teacher's own draw. */
    public SamplingSettings untilted() {
        return new SamplingSettings(sampler, 0, tau, topP, truncation, klBudget, minP);
    }

    /** These settings with another KL budget. */
    public SamplingSettings withKlBudget(double budget) {
        return new SamplingSettings(sampler, lambda, tau, topP, truncation, budget, minP);
    }

    private static void require(boolean holds, double value, String name, String reason) {
        if (!holds) {
            throw new IllegalArgumentException("invalid value " + value + " for " + name + ": " + reason);
        }
    }
}
