package io.antidistill.streams.policy;

import java.util.Objects;

/**
 * A λ and how it came about.
 *
 * @param lambda within the policy's bounds
 * @param reason rule by rule, for the audit
 * @param commanded the group's lambda that it came of; null where no command had a say
 * @param killed whether the group's kill switch decided
 * @param commandInvalid whether the group's command was no usable number and the policy's maximum applies
 */
public record ResolvedLambda(double lambda, String reason, Double commanded, boolean killed, boolean commandInvalid) {
    public ResolvedLambda {
        Objects.requireNonNull(reason, "reason");
    }

    /** A λ that no command had a say in. */
    static ResolvedLambda uncommanded(double lambda, String reason, boolean killed, boolean commandInvalid) {
        return new ResolvedLambda(lambda, reason, null, killed, commandInvalid);
    }

    /** λ 0 for a clean reference. */
    public static ResolvedLambda none(String reason) {
        return uncommanded(0, reason, false, false);
    }
}
