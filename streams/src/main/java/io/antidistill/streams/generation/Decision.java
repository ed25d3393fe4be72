package io.antidistill.streams.generation;

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
 * @param lambdaReason how it came about
 * @param tau temperature
 * @param topP nucleus mass
 * @param truncation where the nucleus is cut
 * @param klBudget most KL of a token, or null for no limit
 * @param minP plausibility floor
 * @param tilt where in the answer the tilt may act
 * @param answerPrefix what is written where a guarded answer does not come to its point; empty: nothing
 * @param answerTokens most tokens after that
 * @param seed of the noise
 * @param maxNewTokens most tokens of the answer
 * @param policyKey which policy
 * @param policyVersion its version
 * @param failMode what happens when protection cannot be computed
 */
record Decision(
        String lambdaGroup,
        double lambda,
        String lambdaReason,
        double tau,
        double topP,
        Truncation truncation,
        Double klBudget,
        double minP,
        TiltRules tilt,
        String answerPrefix,
        int answerTokens,
        long seed,
        int maxNewTokens,
        String policyKey,
        int policyVersion,
        FailMode failMode) {

    Decision {
        Objects.requireNonNull(lambdaGroup, "lambdaGroup");
        Objects.requireNonNull(lambdaReason, "lambdaReason");
        Objects.requireNonNull(truncation, "truncation");
        tilt = tilt == null ? TiltRules.UNLIMITED : tilt; // an entry of a version that knew no rules
        answerPrefix = answerPrefix == null ? "" : answerPrefix;
        Objects.requireNonNull(policyKey, "policyKey");
        Objects.requireNonNull(failMode, "failMode");
    }

    /** This decision, unless the rules now ask for more λ. How to fail does not shape the trace: today's mode counts. */
    Decision orStricter(Decision now) {
        boolean stricter = now.lambda > lambda;
        String reason = stricter
                ? "raised from " + lambda + " because the rules became stricter: " + now.lambdaReason
                : lambdaReason;
        return new Decision(
                lambdaGroup,
                Math.max(lambda, now.lambda),
                reason,
                tau,
                topP,
                truncation,
                klBudget,
                minP,
                tilt,
                answerPrefix,
                answerTokens,
                seed,
                maxNewTokens,
                policyKey,
                policyVersion,
                now.failMode);
    }
}
