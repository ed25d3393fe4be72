package io.antidistill.streams.policy;

import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.KillSwitch;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.RiskLevel;
import io.antidistill.streams.policy.ControlTable.Entry;

/**
 * λ of one prompt: the group's command × the policy's multiplier × the client's risk, held within the policy's bounds.
 *
 * <p>Pure: no clock, no table, nothing that the asker sent. Thread-safe.
 */
public final class LambdaResolution {
    private LambdaResolution() {}

    /**
     * @param policy a valid policy
     * @param group the λ group whose command this is
     * @param command what the group's key holds; none given means {@link DefaultPolicies#INITIAL_LAMBDA}
     * @param risk the client's level now
     * @param kill what the kill switches hold for the group. Only one that can be read, names the group and says so
     *     switches the tilt off
     */
    public static ResolvedLambda resolve(
            DefensePolicy policy, String group, Entry<LambdaCommand> command, RiskLevel risk, Entry<KillSwitch> kill) {
        if (policy.getLambdaMax() == 0) {
            return ResolvedLambda.none("the policy switches protection off");
        }
        KillSwitch thrown = kill.value();
        if (thrown != null && thrown.getKilled() && thrown.getLambdaGroup().equals(group)) {
            String why = "kill switch of group '%s' by %s at %s: %s"
                    .formatted(group, thrown.getIssuedBy(), thrown.getIssuedAt(), thrown.getReason());
            return ResolvedLambda.uncommanded(0, why, true, false);
        }
        String problem = problem(group, command);
        if (problem != null) {
            return ResolvedLambda.uncommanded(
                    policy.getLambdaMax(), problem + ", so the policy's most applies", false, true);
        }
        double base = command.value() == null
                ? DefaultPolicies.INITIAL_LAMBDA
                : command.value().getLambda();
        double riskFactor = riskFactor(policy, risk);
        double wanted = base * policy.getLambdaMultiplier() * riskFactor;
        double lambda = Math.max(policy.getLambdaMin(), Math.min(policy.getLambdaMax(), wanted));
        return new ResolvedLambda(
                lambda, reason(policy, command.value(), base, risk, riskFactor, wanted), base, false, false);
    }

    private static double riskFactor(DefensePolicy policy, RiskLevel risk) {
        return switch (risk) {
            case NORMAL -> 1;
            case ELEVATED -> policy.getRiskMultiplier();
            case HIGH -> policy.getRiskMultiplier() * policy.getRiskMultiplier();
        };
    }

    private static String problem(String group, Entry<LambdaCommand> command) {
        if (command.problem() != null) {
            return "the command for group '" + group + "' cannot be read (" + command.problem() + ")";
        }
        if (command.value() == null) {
            return null;
        }
        double lambda = command.value().getLambda();
        if (!(lambda >= 0 && lambda < Double.POSITIVE_INFINITY)) {
            return "the command for group '" + group + "' says " + lambda;
        }
        String named = command.value().getLambdaGroup();
        return named.equals(group) ? null : "the command under group '" + group + "' names group '" + named + "'";
    }

    private static String reason(
            DefensePolicy policy,
            LambdaCommand command,
            double base,
            RiskLevel risk,
            double riskFactor,
            double wanted) {
        StringBuilder reason = new StringBuilder(
                command == null ? "initial " + base : "command " + base + " by " + command.getIssuedBy());
        if (policy.getLambdaMultiplier() != 1) {
            reason.append(" x policy ").append(policy.getLambdaMultiplier());
        }
        if (riskFactor != 1) {
            reason.append(" x risk ").append(risk).append(' ').append(riskFactor);
        }
        if (wanted < policy.getLambdaMin()) {
            reason.append(", raised to the policy's least");
        } else if (wanted > policy.getLambdaMax()) {
            reason.append(", cut to the policy's most");
        }
        return reason.toString();
    }
}
