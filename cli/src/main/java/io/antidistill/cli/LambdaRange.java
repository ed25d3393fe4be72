package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.schema.DefensePolicy;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.TreeSet;

/**
 * The values of a group's lambda that make a difference: outside them every policy of the group would cut the value to
 * its own bounds.
 *
 * @param group the lambda group
 * @param least smallest value that some policy does not raise
 * @param most largest value that some policy does not cut
 */
record LambdaRange(String group, double least, double most) {
    /**
     * The range that the policies of a group span; each policy's bounds hold after its multiplier.
     *
     * @throws CommandFailure if no policy is of this group
     */
    static LambdaRange of(String group, Collection<DefensePolicy> policies) {
        DoubleSummaryStatistics bounds = new DoubleSummaryStatistics();
        TreeSet<String> groups = new TreeSet<>();
        for (DefensePolicy policy : policies) {
            groups.add(policy.getLambdaGroup());
            if (policy.getLambdaGroup().equals(group)) {
                bounds.accept(policy.getLambdaMin() / policy.getLambdaMultiplier());
                bounds.accept(policy.getLambdaMax() / policy.getLambdaMultiplier());
            }
        }
        if (bounds.getCount() == 0) {
            throw new CommandFailure(
                    "no policy uses the lambda group %s. The groups are: %s.".formatted(group, groups));
        }
        return new LambdaRange(group, bounds.getMin(), bounds.getMax());
    }

    /** @throws CommandFailure if the value lies outside */
    void check(double lambda) {
        if (lambda < least || lambda > most) {
            throw new CommandFailure(
                    "lambda %s is outside what the policies of group %s allow, %.4g to %.4g. Give a value in that range, or change a policy (antidistill policy set)."
                            .formatted(lambda, group, least, most));
        }
    }
}
