package io.antidistill.streams.generation;

import io.antidistill.derivative.Combine;
import io.antidistill.guard.TiltRules;
import io.antidistill.schema.FailMode;
import io.antidistill.schema.Truncation;
import java.util.Objects;

/**
 * How a prompt is answered. Made when it is handed to the engine and kept in its pending entry, so that a replay gives
 * the same trace. Immutable.
 *
 * @param lambdaGroup whose λ
 * @param lambda weight of the poison score
 * @param commandedLambda the group's λ that it came of; null where no command had a say
 * @param lambdaReason how it came about
 * @param tau temperature
 * @param topP nucleus mass
 * @param truncation where the nucleus is cut
 * @param klBudget most KL of a token, or null for no limit
 * @param minP plausibility floor
 * @param tilt where in the answer the tilt may act
 * @param answerPrefix what is written where a guarded answer does not come to its point; empty: nothing
 * @param answerTokens most tokens after that
 * @param combine what is made of several proxies' scores, or null for what the service was started with
 * @param seed of the noise
 * @param maxNewTokens most tokens of the answer
 * @param policyKey which policy
 * @param policyVersion its version
 * @param failMode what happens when protection cannot be computed
 * @param shadow whether the plain answer is published and the tilt only measured
 * @param killed whether λ is 0 by the group's kill switch
 */
record Decision(
        String lambdaGroup,
        double lambda,
        Double commandedLambda,
        String lambdaReason,
        double tau,
        double topP,
        Truncation truncation,
        Double klBudget,
        double minP,
        TiltRules tilt,
        String answerPrefix,
        int answerTokens,
        Combine combine,
        long seed,
        int maxNewTokens,
        String policyKey,
        int policyVersion,
        FailMode failMode,
        boolean shadow,
        boolean killed) {

    Decision {
        Objects.requireNonNull(lambdaGroup, "lambdaGroup");
        Objects.requireNonNull(lambdaReason, "lambdaReason");
        Objects.requireNonNull(truncation, "truncation");
        tilt = tilt == null ? TiltRules.UNLIMITED : tilt; // an entry of a version that knew no rules
        answerPrefix = answerPrefix == null ? "" : answerPrefix;
        Objects.requireNonNull(policyKey, "policyKey");
        Objects.requireNonNull(failMode, "failMode");
    }

    /**
     * This decision, unless the rules now ask for more λ, or for protection where this one only measures, or somebody has
     * thrown the kill switch since. How to fail does not shape the trace: today's mode counts.
     */
    Decision reconsidered(Decision now) {
        if (now.killed) {
            return with(0, null, now.lambdaReason, now);
        }
        if (now.lambda > lambda || shadow && !now.shadow) {
            String reason = "raised from " + lambda + (shadow ? " in shadow" : "")
                    + " because the rules became stricter: " + now.lambdaReason;
            return with(Math.max(lambda, now.lambda), now.commandedLambda, reason, now);
        }
        return with(lambda, commandedLambda, lambdaReason, now);
    }

    private Decision with(double otherLambda, Double commanded, String reason, Decision now) {
        return new Decision(
                lambdaGroup,
                otherLambda,
                commanded,
                reason,
                tau,
                topP,
                truncation,
                klBudget,
                minP,
                tilt,
                answerPrefix,
                answerTokens,
                combine,
                seed,
                maxNewTokens,
                policyKey,
                policyVersion,
                now.failMode,
                shadow && now.shadow,
                now.killed || killed && otherLambda == 0);
    }
}
