package io.antidistill.streams.policy;

import io.antidistill.registry.TrustedClasses;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.FailMode;
import io.antidistill.schema.Resample;
import io.antidistill.schema.TiltPolicy;
import io.antidistill.schema.Truncation;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The policies that a new installation starts with, and the strictest default that cannot be changed.
 *
 * <p>All protected contexts share one λ group: the controller tunes one number, and each policy says how strongly its
 * context follows it. Immutable and thread-safe; every call returns fresh records, which are mutable.
 */
public final class DefaultPolicies {
    /** λ of a group for which no command has been given. */
    public static final double INITIAL_LAMBDA = 2;

    /** The λ group of the protected contexts. */
    public static final String STANDARD_GROUP = "standard";

    /** Key of the built-in policy. It cannot be listed: a record with this key is not looked at. */
    public static final String STRICTEST_KEY = "default";

    private static final double STRICTEST_LAMBDA = 32;

    static {
        TrustedClasses.install();
    }

    private DefaultPolicies() {}

    /** By context, in the order in which people should read them. */
    public static Map<String, DefensePolicy> byContext() {
        Map<String, DefensePolicy> policies = new LinkedHashMap<>();
        policies.put(
                "short-answer",
                policy("Short answers hold little that is worth stealing: protected lightly.", 0.1, 4, 0.25, 128));
        policies.put(
                "reasoning-long",
                policy(
                        "Long reasoning is what a thief wants and what users value: the group's lambda.",
                        0.5,
                        16,
                        1,
                        2048));
        policies.put("premium", policy("By contract closer to the plain teacher.", 0.25, 8, 0.5, 4096));
        policies.put(
                "suspicious",
                policy(
                        "Use that looks like extraction: strong, whatever the group's lambda.",
                        8,
                        STRICTEST_LAMBDA,
                        4,
                        1024));
        policies.get("suspicious").getTilt().setStructured(true);
        DefensePolicy evaluation = policy(
                "Safety-sensitive use: what the tilt does to safety has not been evaluated, so it stays off.",
                0,
                0,
                1,
                2048);
        evaluation.setLambdaGroup("evaluation");
        policies.put("evaluation", evaluation);
        return policies;
    }

    /** What applies where no valid policy does: a fixed λ at least as large as any listed above allows. */
    public static DefensePolicy strictest() {
        DefensePolicy strictest =
                policy("Unknown or invalid: the strictest.", STRICTEST_LAMBDA, STRICTEST_LAMBDA, 1, 1024);
        strictest.setLambdaGroup(STRICTEST_KEY);
        strictest.getTilt().setStructured(true);
        return strictest;
    }

    private static DefensePolicy policy(
            String description, double lambdaMin, double lambdaMax, double multiplier, int maxNewTokens) {
        return DefensePolicy.newBuilder()
                .setVersion(1)
                .setDescription(description)
                .setLambdaGroup(STANDARD_GROUP)
                .setLambdaMin(lambdaMin)
                .setLambdaMax(lambdaMax)
                .setLambdaMultiplier(multiplier)
                .setRiskMultiplier(2)
                .setTau(0.9)
                .setTopP(0.95)
                .setTruncation(Truncation.TRUNCATE_THEN_TILT)
                .setMaxNewTokens(maxNewTokens)
                .setKlBudget(null)
                .setPrefillAllowed(false)
                .setAnswerGuard(false)
                .setTilt(TiltPolicy.newBuilder().build())
                .setFailMode(FailMode.DEAD_LETTER)
                .setResample(Resample.STABLE)
                .build();
    }
}
