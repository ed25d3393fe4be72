package io.antidistill.cli;

import io.antidistill.schema.CombinedScore;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.FailMode;
import io.antidistill.schema.PromptPriority;
import io.antidistill.schema.ProtectionMode;
import io.antidistill.schema.Resample;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The values of a policy that a person changes; null leaves a value as it is. */
final class PolicyChange {
    @Option(names = "--description", paramLabel = "TEXT", description = "Why the policy is as it is.")
    private String description;

    @Option(names = "--group", paramLabel = "GROUP", description = "Lambda group.")
    private String group;

    @Option(names = "--lambda-min", paramLabel = "X", description = "Least lambda, whatever the command says.")
    private Double lambdaMin;

    @Option(
            names = "--lambda-max",
            paramLabel = "X",
            description = "Most lambda, whatever the command says. 0, with --lambda-min 0, switches protection off.")
    private Double lambdaMax;

    @Option(
            names = "--mode",
            paramLabel = "protect|shadow",
            description = "shadow: publish plain answers, and audit what protection would have done.")
    private ProtectionMode mode;

    @Option(names = "--multiplier", paramLabel = "X", description = "Factor on the group's lambda.")
    private Double multiplier;

    @Option(names = "--risk-multiplier", paramLabel = "X", description = "Further factor for a client under suspicion.")
    private Double riskMultiplier;

    @Option(names = "--tau", paramLabel = "X", description = "Sampling temperature.")
    private Double tau;

    @Option(names = "--top-p", paramLabel = "X", description = "Nucleus mass, above 0 and at most 1.")
    private Double topP;

    @Option(
            names = "--truncate",
            paramLabel = "first|last",
            description = "Whether the nucleus is cut before the tilt or after.")
    private Truncate truncate;

    @Option(
            names = "--combine",
            paramLabel = "mean|worst|service",
            description =
                    "With several proxies: which of their poison scores counts; service: as its own --combine says.")
    private ScoreChoice combine;

    @Option(
            names = "--prefill-allowed",
            arity = "1",
            paramLabel = "true|false",
            description = "Whether a prompt may begin the assistant's answer, which then goes on.")
    private Boolean prefillAllowed;

    @Mixin
    private TiltChange tilt;

    @Option(names = "--max-new-tokens", paramLabel = "N", description = "Most tokens of an answer.")
    private Integer maxNewTokens;

    @Option(names = "--fail-mode", paramLabel = "dead_letter|wait", description = "When protection cannot be computed.")
    private FailMode failMode;

    @Option(
            names = "--resample",
            paramLabel = "stable|fresh",
            description = "stable: asking again gives the same answer. fresh: each prompt id has its own.")
    private Resample resample;

    @Option(
            names = "--priority",
            paramLabel = "low|normal|high",
            description = "Whose prompts are answered first among those that wait.")
    private PromptPriority priority;

    @Option(
            names = "--deadline",
            paramLabel = "SECONDS",
            description = "Prompts without an answer by then are set aside; 0: no deadline.")
    private Integer deadline;

    /** What a policy may say about several proxies' scores, by its name on the command line. */
    enum ScoreChoice {
        MEAN,
        WORST,
        SERVICE;

        CombinedScore record() {
            return this == SERVICE ? null : CombinedScore.valueOf(name());
        }
    }

    DefensePolicy.Builder apply(DefensePolicy.Builder policy) {
        change(description, policy::setDescription);
        change(group, policy::setLambdaGroup);
        change(lambdaMin, policy::setLambdaMin);
        change(lambdaMax, policy::setLambdaMax);
        change(mode, policy::setMode);
        change(multiplier, policy::setLambdaMultiplier);
        change(riskMultiplier, policy::setRiskMultiplier);
        change(tau, policy::setTau);
        change(topP, policy::setTopP);
        change(truncate, t -> policy.setTruncation(t.record()));
        change(prefillAllowed, policy::setPrefillAllowed);
        tilt.apply(policy);
        change(combine, choice -> policy.getTilt().setCombine(choice.record()));
        change(maxNewTokens, policy::setMaxNewTokens);
        change(failMode, policy::setFailMode);
        change(resample, policy::setResample);
        change(priority, policy::setPriority);
        change(deadline, seconds -> policy.setDeadlineSeconds(seconds == 0 ? null : seconds));
        return policy;
    }

    static <T> void change(T value, Consumer<T> set) {
        if (value != null) {
            set.accept(value);
        }
    }
}
