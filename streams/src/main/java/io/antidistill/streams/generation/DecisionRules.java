package io.antidistill.streams.generation;

import io.antidistill.engine.Priority;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.ProtectionMode;
import io.antidistill.streams.deadletter.DeadLetterReason;
import io.antidistill.streams.policy.ResolvedPolicy;
import java.time.Instant;

/**
 * How a prompt is to be answered by what the control tables say now. Nothing that the asker writes can lower λ.
 *
 * <p>For one thread, because its tables are.
 */
final class DecisionRules {
    private static final int LONGEST_REASON = 500;

    private final ProtectionRules rules;
    private final Salt salt;
    private final int contextLength;
    private final StreamMetrics metrics;

    DecisionRules(ProtectionRules rules, Salt salt, int contextLength, StreamMetrics metrics) {
        this.rules = rules;
        this.salt = salt;
        this.contextLength = contextLength;
        this.metrics = metrics;
    }

    /** @param frozen what was decided at an earlier hand-over, or null */
    Decision decide(PreparedPrompt prompt, Decision frozen, Instant now) {
        Decision fresh = decide(prompt, now);
        return frozen == null ? fresh : frozen.reconsidered(fresh);
    }

    /**
     * Whether the prompt may be answered at all.
     *
     * @throws RejectedPromptException if it begins the assistant's answer, its policy does not allow that, and it is no canary
     */
    void requireAllowed(PreparedPrompt prompt) throws RejectedPromptException {
        if (prompt.prefilled() && !mayBeBegun(prompt.asked())) {
            throw new RejectedPromptException(
                    DeadLetterReason.LAST_MESSAGE_NOT_FROM_USER,
                    "the last message must be the user's: the policy does not allow beginning the assistant's answer");
        }
    }

    /** The monitor begins answers to ask for the result of a canary; only it can write a probe, and its answer reaches no customer. */
    private boolean mayBeBegun(AskedPrompt asked) {
        return asked.probePurpose() == ProbePurpose.CANARY
                || rules.policyFor(asked.event().getTenant(), asked.event().getContext())
                        .policy()
                        .getPrefillAllowed();
    }

    private Decision decide(PreparedPrompt prompt, Instant now) {
        PromptEvent event = prompt.asked().event();
        Protection protection = rules.of(prompt.asked(), now);
        count(protection);
        ResolvedPolicy resolved = protection.policy();
        DefensePolicy policy = resolved.policy();
        String reason = protection.reason();
        return new Decision(
                protection.lambdaGroup(),
                protection.lambda().lambda(),
                protection.lambda().commanded(),
                reason.substring(0, Math.min(reason.length(), LONGEST_REASON)),
                policy.getTau(),
                policy.getTopP(),
                policy.getTruncation(),
                policy.getKlBudget(),
                policy.getTilt().getMinP(),
                TiltPolicies.rules(policy),
                policy.getAnswerGuard() ? policy.getTilt().getAnswerPrefix() : "",
                policy.getTilt().getAnswerTokens(),
                TiltPolicies.combine(policy),
                Seeds.seed(salt, event, policy.getVersion(), policy.getResample()),
                maxNewTokens(event.getMaxNewTokens(), policy, prompt.tokenIds().length),
                resolved.key(),
                policy.getVersion(),
                policy.getFailMode(),
                policy.getMode() == ProtectionMode.SHADOW,
                protection.lambda().killed());
    }

    /**
     * The place in the line that the policy gives a customer; the monitor's probes have the usual one.
     *
     * @param since when the time of the deadline began to run, milliseconds
     */
    Standing standing(AskedPrompt asked, long since) {
        if (asked.probeGroup() != null) {
            return Standing.USUAL;
        }
        DefensePolicy policy = rules.policyFor(
                        asked.event().getTenant(), asked.event().getContext())
                .policy();
        Integer seconds = policy.getDeadlineSeconds();
        return new Standing(
                Priority.valueOf(policy.getPriority().name()), seconds == null ? null : since + seconds * 1000L);
    }

    private void count(Protection protection) {
        if (protection.policy().invalid()) {
            metrics.invalidPolicy();
        }
        if (protection.lambda().commandInvalid()) {
            metrics.invalidLambdaCommand();
        }
    }

    private int maxNewTokens(Integer wanted, DefensePolicy policy, int promptTokens) {
        int allowed = Math.min(policy.getMaxNewTokens(), contextLength - promptTokens);
        return wanted == null ? allowed : Math.min(wanted, allowed);
    }
}
