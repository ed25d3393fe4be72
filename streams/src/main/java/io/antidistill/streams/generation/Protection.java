package io.antidistill.streams.generation;

import io.antidistill.streams.extraction.RiskStanding;
import io.antidistill.streams.policy.ResolvedLambda;
import io.antidistill.streams.policy.ResolvedPolicy;
import java.util.Objects;

/**
 * The protection that applies to one asker, and how it came about. Immutable.
 *
 * @param policy the policy
 * @param lambdaGroup whose command counts
 * @param risk the client's level and by whose word
 * @param lambda the weight of the poison score
 */
public record Protection(ResolvedPolicy policy, String lambdaGroup, RiskStanding risk, ResolvedLambda lambda) {
    public Protection {
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(lambdaGroup, "lambdaGroup");
        Objects.requireNonNull(risk, "risk");
        Objects.requireNonNull(lambda, "lambda");
    }

    /** Rule by rule, as the audit tells it. */
    public String reason() {
        return policy.why() + ": " + lambda.reason();
    }
}
