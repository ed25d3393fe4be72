package io.antidistill.streams.policy;

import io.antidistill.schema.DefensePolicy;
import io.antidistill.streams.policy.ControlTable.Entry;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Finds the policy of a prompt: the tenant's own for the context, else the context's, else the strictest default.
 *
 * <p>Whatever is in doubt gets the strictest default: an unlisted context, a record that cannot be read, an invalid
 * policy (the next wider one is not tried), a context whose name holds a slash and could be taken for another tenant's.
 * As thread-safe as its table.
 */
public final class PolicyCatalogue {
    private final ControlTable<DefensePolicy> policies;

    /** Reads that table at each look-up. */
    public PolicyCatalogue(ControlTable<DefensePolicy> policies) {
        this.policies = policies;
    }

    /** Never fails for a bad policy; it may throw what its table throws. */
    public ResolvedPolicy policyFor(String tenant, String context) {
        if (context.isBlank() || context.contains("/") || tenant.contains("/")) {
            return ResolvedPolicy.strictest("tenant or context is no plain name", false);
        }
        for (String key : keys(tenant, context)) {
            if (key.equals(DefaultPolicies.STRICTEST_KEY)) {
                continue;
            }
            Entry<DefensePolicy> entry = policies.get(key);
            if (!entry.isAbsent()) {
                return judge(key, entry);
            }
        }
        return ResolvedPolicy.strictest("no policy is listed for context '" + context + "'", false);
    }

    /** The keys under which a policy is looked for, in that order; the first one that holds anything decides. */
    public static List<String> keys(String tenant, String context) {
        return List.of(tenant + "/" + context, context);
    }

    /**
     * The policy that stands for a whole λ group, where a probe's context has none in it: the listed one whose
     * multiplier is nearest 1, then the first by key.
     */
    public ResolvedPolicy policyOfGroup(String lambdaGroup) {
        return policies.readable().entrySet().stream()
                .filter(entry -> !entry.getKey().equals(DefaultPolicies.STRICTEST_KEY))
                .filter(entry -> entry.getValue().getLambdaGroup().equals(lambdaGroup))
                .filter(entry -> PolicyValidation.problems(entry.getValue()).isEmpty())
                .min(Comparator.comparingDouble((Map.Entry<String, DefensePolicy> entry) ->
                                Math.abs(Math.log(entry.getValue().getLambdaMultiplier())))
                        .thenComparing(Map.Entry::getKey))
                .map(entry -> new ResolvedPolicy(
                        entry.getKey(),
                        entry.getValue(),
                        "policy '" + entry.getKey() + "' stands for the group",
                        false))
                .orElseGet(() ->
                        ResolvedPolicy.strictest("no valid policy is listed for group '" + lambdaGroup + "'", false));
    }

    private static ResolvedPolicy judge(String key, Entry<DefensePolicy> entry) {
        if (entry.value() == null) {
            return ResolvedPolicy.strictest("policy '" + key + "' cannot be read: " + entry.problem(), true);
        }
        List<String> problems = PolicyValidation.problems(entry.value());
        return problems.isEmpty()
                ? new ResolvedPolicy(
                        key,
                        entry.value(),
                        "policy '" + key + "' version " + entry.value().getVersion(),
                        false)
                : ResolvedPolicy.strictest("policy '" + key + "' is not valid: " + String.join("; ", problems), true);
    }
}
