package io.antidistill.streams.policy;

import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.LambdaCommand;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Records and tables for the tests of this package. */
final class Records {
    private Records() {}

    static DefensePolicy policy(double lambdaMin, double lambdaMax, double multiplier) {
        DefensePolicy policy = DefaultPolicies.byContext().get("reasoning-long");
        policy.setLambdaMin(lambdaMin);
        policy.setLambdaMax(lambdaMax);
        policy.setLambdaMultiplier(multiplier);
        return policy;
    }

    static LambdaCommand command(String group, double lambda) {
        return new LambdaCommand(group, lambda, "test", null, "tester", Instant.EPOCH, false);
    }

    static PolicyCatalogue catalogue(Map<String, DefensePolicy> policies) {
        return new PolicyCatalogue(table(policies, Map.of()));
    }

    static <V> ControlTable<V> table(Map<String, V> readable, Map<String, String> unreadable) {
        return new ControlTable<>() {
            @Override
            public Entry<V> get(String key) {
                if (unreadable.containsKey(key)) {
                    return Entry.unreadable(unreadable.get(key));
                }
                return readable.containsKey(key) ? Entry.of(readable.get(key)) : Entry.absent();
            }

            @Override
            public Map<String, V> readable() {
                return new TreeMap<>(readable);
            }
        };
    }
}
