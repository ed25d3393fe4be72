package io.antidistill.streams.policy;

import io.antidistill.guard.Markers;
import io.antidistill.guard.TiltRules;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.TiltPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks every field of a policy. A policy with any problem is not used in part: it counts as the strictest default.
 *
 * <p>Stateless and thread-safe.
 */
public final class PolicyValidation {
    /** Beyond this λ the tilt swamps fp32 log-probabilities. */
    static final double LARGEST_LAMBDA = 10_000;

    private static final double LARGEST_FACTOR = 1_000;
    private static final int LONGEST_ANSWER = 100_000;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_DEADLINE = 7 * 24 * 3600;
    private static final int LONGEST_FORCED_ANSWER = 1_000;

    private PolicyValidation() {}

    /** One sentence per problem, in the order of the fields; empty for a valid policy. */
    public static List<String> problems(DefensePolicy policy) {
        List<String> problems = new ArrayList<>();
        Check check = (holds, value, field, reason) -> {
            if (!holds) {
                problems.add("invalid value " + value + " for " + field + ": " + reason);
            }
        };
        check.that(policy.getVersion() >= 1, policy.getVersion(), "version", "versions count from 1");
        String group = policy.getLambdaGroup();
        check.that(
                !group.isBlank() && group.length() <= LONGEST_NAME,
                "'" + group + "'",
                "lambdaGroup",
                "a group has a name of at most " + LONGEST_NAME + " characters");
        checkLambda(policy, check);
        checkSampling(policy, check);
        check.that(
                policy.getMaxNewTokens() >= 1 && policy.getMaxNewTokens() <= LONGEST_ANSWER,
                policy.getMaxNewTokens(),
                "maxNewTokens",
                "it must be between 1 and " + LONGEST_ANSWER);
        Integer deadline = policy.getDeadlineSeconds();
        check.that(
                deadline == null || (deadline >= 1 && deadline <= LONGEST_DEADLINE),
                deadline,
                "deadlineSeconds",
                "it must be between 1 and " + LONGEST_DEADLINE + "; null for no deadline");
        checkTilt(policy.getTilt(), check);
        return List.copyOf(problems);
    }

    private static void checkLambda(DefensePolicy policy, Check check) {
        double min = policy.getLambdaMin();
        double max = policy.getLambdaMax();
        check.that(
                max >= 0 && max <= LARGEST_LAMBDA,
                max,
                "lambdaMax",
                "it must be between 0 and " + LARGEST_LAMBDA + "; 0 switches protection off");
        check.that(min >= 0 && min <= max, min, "lambdaMin", "it must be between 0 and lambdaMax");
        check.that(
                min > 0 || max == 0,
                min,
                "lambdaMin",
                "a command must not be able to switch protection off; only lambdaMax 0 does");
        double multiplier = policy.getLambdaMultiplier();
        check.that(
                multiplier > 0 && multiplier <= LARGEST_FACTOR,
                multiplier,
                "lambdaMultiplier",
                "it must be above 0 and at most " + LARGEST_FACTOR);
        double risk = policy.getRiskMultiplier();
        check.that(
                risk >= 1 && risk <= LARGEST_FACTOR,
                risk,
                "riskMultiplier",
                "suspicion must not weaken protection; it must be between 1 and " + LARGEST_FACTOR);
    }

    private static void checkSampling(DefensePolicy policy, Check check) {
        double tau = policy.getTau();
        check.that(tau > 0 && tau <= 100, tau, "tau", "it must be above 0 and at most 100");
        double topP = policy.getTopP();
        check.that(topP > 0 && topP <= 1, topP, "topP", "it must be above 0 and at most 1");
        Double budget = policy.getKlBudget();
        check.that(
                budget == null || (budget > 0 && budget < Double.POSITIVE_INFINITY),
                budget,
                "klBudget",
                "it must be finite and above 0; null for no limit");
    }

    private static void checkTilt(TiltPolicy tilt, Check check) {
        checkMarker(tilt.getReasoningStart(), "reasoningStart", check);
        checkMarker(tilt.getReasoningEnd(), "reasoningEnd", check);
        checkMarker(tilt.getAnswerMarker(), "answerMarker", check);
        check.that(
                tilt.getAnswerPrefix().length() <= LONGEST_NAME,
                "'" + tilt.getAnswerPrefix() + "'",
                "answerPrefix",
                "it may have at most " + LONGEST_NAME + " characters");
        int tokens = tilt.getAnswerTokens();
        check.that(
                tokens >= 1 && tokens <= LONGEST_FORCED_ANSWER,
                tokens,
                "answerTokens",
                "it must be between 1 and " + LONGEST_FORCED_ANSWER);
        double minP = tilt.getMinP();
        check.that(minP >= 0 && minP <= 1, minP, "minP", "it must be between 0 (no floor) and 1");
        Double budget = tilt.getTraceKlBudget();
        check.that(
                budget == null || (budget > 0 && budget < Double.POSITIVE_INFINITY),
                budget,
                "traceKlBudget",
                "it must be finite and above 0; null for no limit");
        int repetitions = tilt.getRepetitionLimit();
        check.that(
                repetitions == 0 || (repetitions >= 2 && repetitions <= TiltRules.MOST_REPETITIONS),
                repetitions,
                "repetitionLimit",
                "it must be between 2 and " + TiltRules.MOST_REPETITIONS + "; 0 for no limit");
        int markersAfter = tilt.getMarkersAfter();
        check.that(
                markersAfter >= 0 && markersAfter <= TiltRules.LATEST_MARKERS,
                markersAfter,
                "markersAfter",
                "it must be between 0 and " + TiltRules.LATEST_MARKERS + " tokens");
    }

    private static void checkMarker(String marker, String field, Check check) {
        check.that(
                !marker.isBlank() && marker.length() <= Markers.LONGEST,
                "'" + marker + "'",
                field,
                "a marker has 1 to " + Markers.LONGEST + " characters that are not all blank");
    }

    /** Notes a problem unless the condition holds. NaN fails every condition above because it compares false. */
    private interface Check {
        void that(boolean holds, Object value, String field, String reason);
    }
}
