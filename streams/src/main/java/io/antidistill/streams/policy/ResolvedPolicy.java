package io.antidistill.streams.policy;

import io.antidistill.schema.DefensePolicy;
import java.util.Objects;

/**
 * The policy that applies to a prompt.
 *
 * @param key its key in the table, or {@link DefaultPolicies#STRICTEST_KEY}
 * @param policy a valid policy; must not be changed
 * @param why how it was found, for the audit
 * @param invalid whether a listed policy was passed over because it is invalid
 */
public record ResolvedPolicy(String key, DefensePolicy policy, String why, boolean invalid) {
    public ResolvedPolicy {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(why, "why");
    }

    static ResolvedPolicy strictest(String why, boolean invalid) {
        return new ResolvedPolicy(DefaultPolicies.STRICTEST_KEY, DefaultPolicies.strictest(), why, invalid);
    }
}
