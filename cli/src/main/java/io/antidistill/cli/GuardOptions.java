package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.engine.GenerationRequest;
import io.antidistill.guard.AnswerForcing;
import io.antidistill.model.LanguageModel;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.streams.generation.TiltPolicies;
import io.antidistill.streams.policy.DefaultPolicies;
import io.antidistill.streams.policy.PolicyValidation;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where answers without a policy end, and where in them the tilt may act: a policy's words, by default everywhere and without a limit. */
final class GuardOptions {
    @Option(
            names = "--stop",
            paramLabel = "TEXT",
            description = "An answer ends before this text; may be repeated, at most "
                    + GenerationRequest.MOST_STOP_STRINGS + " times.")
    private List<String> stops = new ArrayList<>();

    @Mixin
    private TiltChange tilt;

    /** A policy that says of the tilt what the options say, and nothing else that counts. */
    DefensePolicy policy() {
        // The strictest tilts everywhere and without a limit.
        DefensePolicy policy = tilt.apply(DefensePolicy.newBuilder(DefaultPolicies.strictest()))
                .build();
        List<String> problems = PolicyValidation.problems(policy);
        if (!problems.isEmpty()) {
            throw new CommandFailure(2, String.join("; ", problems) + ". Correct that value.");
        }
        return policy;
    }

    /**
     * The request with these guards.
     *
     * @throws IllegalArgumentException for stop strings that are too long or too many
     */
    GenerationRequest on(GenerationRequest request, LanguageModel teacher) {
        DefensePolicy policy = policy();
        GenerationRequest guarded = request.withStopStrings(stops).withTilt(TiltPolicies.rules(policy));
        String prefix = policy.getTilt().getAnswerPrefix();
        return policy.getAnswerGuard() && !prefix.isEmpty()
                ? guarded.withForcing(new AnswerForcing(
                        teacher.tokenizer().encode(prefix), policy.getTilt().getAnswerTokens()))
                : guarded;
    }
}
