package io.antidistill.streams.policy;

import java.util.Objects;

/**
 * A λ and how it came about.
 *
 * @param lambda within the policy's bounds
 * @param reason rule by rule, for the audit
 * @param killed whether the group's kill switch decided
 * @param commandInvalid whether the group's command was no usable number and the policy's maximum applies
 */
public record ResolvedLambda(double lambda, String reason, boolean killed, boolean commandInvalid) {
    public ResolvedLambda {
        Objects.requireNonNull(reason, "reason");
    }
}
