package io.antidistill.streams.generation;

import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.RiskLevel;
import io.antidistill.streams.extraction.ClientRiskLevels;
import io.antidistill.streams.policy.LambdaResolution;
import io.antidistill.streams.policy.PolicyCatalogue;
import io.antidistill.streams.policy.ResolvedLambda;
import io.antidistill.streams.policy.ResolvedPolicy;
import java.time.Instant;

/**
 * How a prompt is to be answered by what the control tables say now. Nothing that the asker writes can lower λ.
 *
 * <p>For one thread, because its tables are.
 */
final class DecisionRules {
    private static final int LONGEST_REASON = 500;

    private final ControlTables tables;
    private final PolicyCatalogue policies;
    private final ClientRiskLevels risks;
    private final Salt salt;
    private final int contextLength;
    private final StreamMetrics metrics;

    DecisionRules(ControlTables tables, Salt salt, int contextLength, StreamMetrics metrics) {
        this.tables = tables;
        this.policies = new PolicyCatalogue(tables.policies());
        this.risks = new ClientRiskLevels(tables.clientRisk());
        this.salt = salt;
        this.contextLength = contextLength;
        this.metrics = metrics;
    }

    /** @param frozen what was decided at an earlier hand-over, or null */
    Decision decide(PreparedPrompt prompt, Decision frozen, Instant now) {
        Decision fresh = decide(prompt, now);
        return frozen == null ? fresh : frozen.orStricter(fresh);
    }

    private Decision decide(PreparedPrompt prompt, Instant now) {
        PromptEvent event = prompt.asked().event();
        ResolvedPolicy resolved = policyOf(prompt.asked());
        if (resolved.invalid()) {
            metrics.invalidPolicy();
        }
        DefensePolicy policy = resolved.policy();
        String group = prompt.asked().probeGroup() == null
                ? policy.getLambdaGroup()
                : prompt.asked().probeGroup();
        ResolvedLambda lambda = lambdaOf(prompt.asked(), policy, group, now);
        String reason = resolved.why() + ": " + lambda.reason();
        return new Decision(
                group,
                lambda.lambda(),
                reason.substring(0, Math.min(reason.length(), LONGEST_REASON)),
                policy.getTau(),
                policy.getTopP(),
                policy.getTruncation(),
                policy.getKlBudget(),
                policy.getTilt().getMinP(),
                TiltPolicies.rules(policy),
                policy.getAnswerGuard() ? policy.getTilt().getAnswerPrefix() : "",
                policy.getTilt().getAnswerTokens(),
                Seeds.seed(salt, event, policy.getVersion(), policy.getResample()),
                maxNewTokens(event.getMaxNewTokens(), policy, prompt.tokenIds().length),
                resolved.key(),
                policy.getVersion(),
                policy.getFailMode());
    }

    /** A probe is sampled as customers of the group are, whatever context it names. */
    private ResolvedPolicy policyOf(AskedPrompt asked) {
        ResolvedPolicy own =
                policies.policyFor(asked.event().getTenant(), asked.event().getContext());
        boolean fits =
                asked.probeGroup() == null || own.policy().getLambdaGroup().equals(asked.probeGroup());
        return fits ? own : policies.policyOfGroup(asked.probeGroup());
    }

    private ResolvedLambda lambdaOf(AskedPrompt asked, DefensePolicy policy, String group, Instant now) {
        if (asked.probePurpose() == ProbePurpose.CLEAN_REFERENCE) {
            return new ResolvedLambda(0, "clean reference for the monitor", false);
        }
        RiskLevel risk = risks.levelOf(asked.event().getTenant(), asked.event().getClient(), now);
        ResolvedLambda lambda =
                LambdaResolution.resolve(policy, group, tables.lambda().get(group), risk);
        if (lambda.commandInvalid()) {
            metrics.invalidLambdaCommand();
        }
        return lambda;
    }

    private int maxNewTokens(Integer wanted, DefensePolicy policy, int promptTokens) {
        int allowed = Math.min(policy.getMaxNewTokens(), contextLength - promptTokens);
        return wanted == null ? allowed : Math.min(wanted, allowed);
    }
}
