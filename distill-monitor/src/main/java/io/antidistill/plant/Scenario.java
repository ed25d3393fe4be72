package io.antidistill.plant;

import java.util.List;

/**
 * What the controller has to deal with. Immutable, validated at construction.
 *
 * @param name for tables
 * @param start lambda before the first round; 0 is allowed
 * @param holdout traces that the students are examined on: the fewer, the more noise, and the wider the interval
 * @param stale share of each window that was sampled under the lambda before; below 1
 * @param drift factor by which traffic makes lambda worth less with each round; 1 is none
 * @param shift factor by which it does so once, half-way; 1 is none
 * @param adaptive whether the thief, from half-way on, uses whatever attack works best against the lambda in force
 * @param lossPerLambda utility that each unit of lambda costs, beside what was measured
 */
public record Scenario(
        String name,
        double start,
        int holdout,
        double stale,
        double drift,
        double shift,
        boolean adaptive,
        double lossPerLambda) {
    /** Holdout traces of a monitor that nobody has set up. */
    static final int HOLDOUT = 40;

    /** So large a holdout that chance plays no part. */
    static final int ENDLESS = Integer.MAX_VALUE;

    public Scenario {
        require(start >= 0 && Double.isFinite(start), start, "start", "it must be finite and at least 0");
        require(holdout >= 4, holdout, "holdout", "it must be at least 4");
        require(stale >= 0 && stale < 1, stale, "stale", "it must lie within 0 and 1, 1 left out");
        require(drift > 0 && Double.isFinite(drift), drift, "drift", "it must be above 0");
        require(shift > 0 && Double.isFinite(shift), shift, "shift", "it must be above 0");
        require(lossPerLambda >= 0, lossPerLambda, "lossPerLambda", "it must be at least 0");
    }

    /** A scenario in which nothing disturbs the controller. */
    public static Scenario quiet(String name, double start) {
        return new Scenario(name, start, ENDLESS, 0, 1, 1, false, 0);
    }

    /** Those that {@link ControllerStudy} tells of. */
    public static List<Scenario> all() {
        return List.of(
                quiet("from 0", 0),
                quiet("from 32", 32),
                quiet("from 0, half of each window stale", 0).stale(0.5),
                quiet("noise of 40 holdout traces", 0).noisy(HOLDOUT),
                quiet("noise, half of each window stale", 0).noisy(HOLDOUT).stale(0.5),
                quiet("noise, traffic drifts 4 % a round", 0).noisy(HOLDOUT).drift(1.04),
                quiet("noise, traffic changes: lambda is worth a third", 0)
                        .noisy(HOLDOUT)
                        .shift(3),
                quiet("noise, stale, the thief turns to his best attack", 0)
                        .noisy(HOLDOUT)
                        .stale(0.5)
                        .adaptive(true),
                quiet("noise, each unit of lambda costs 3 % of utility", 0)
                        .noisy(HOLDOUT)
                        .losing(0.03));
    }

    public Scenario noisy(int traces) {
        return new Scenario(name, start, traces, stale, drift, shift, adaptive, lossPerLambda);
    }

    public Scenario stale(double share) {
        return new Scenario(name, start, holdout, share, drift, shift, adaptive, lossPerLambda);
    }

    public Scenario drift(double factor) {
        return new Scenario(name, start, holdout, stale, factor, shift, adaptive, lossPerLambda);
    }

    public Scenario shift(double factor) {
        return new Scenario(name, start, holdout, stale, drift, factor, adaptive, lossPerLambda);
    }

    public Scenario adaptive(boolean isAdaptive) {
        return new Scenario(name, start, holdout, stale, drift, shift, isAdaptive, lossPerLambda);
    }

    public Scenario losing(double perLambda) {
        return new Scenario(name, start, holdout, stale, drift, shift, adaptive, perLambda);
    }

    private static void require(boolean holds, Object value, String what, String reason) {
        if (!holds) {
            throw new IllegalArgumentException("invalid value " + value + " for " + what + ": " + reason);
        }
    }
}
