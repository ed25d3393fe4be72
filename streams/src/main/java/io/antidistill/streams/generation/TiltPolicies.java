package io.antidistill.streams.generation;

import io.antidistill.derivative.Combine;
import io.antidistill.guard.Markers;
import io.antidistill.guard.TiltRules;
import io.antidistill.guard.TiltedSpan;
import io.antidistill.schema.CombinedScore;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.TiltPolicy;

/** Between a policy's words about the tilt and the engine's. Pure. */
public final class TiltPolicies {
    private TiltPolicies() {}

    /** The rules of a valid policy. */
    public static TiltRules rules(DefensePolicy policy) {
        TiltPolicy tilt = policy.getTilt();
        return new TiltRules(
                TiltedSpan.valueOf(tilt.getSpan().name()),
                new Markers(tilt.getReasoningStart(), tilt.getReasoningEnd(), tilt.getAnswerMarker()),
                tilt.getStructured(),
                policy.getAnswerGuard(),
                tilt.getTraceKlBudget() == null ? Double.POSITIVE_INFINITY : tilt.getTraceKlBudget(),
                tilt.getRepetitionLimit(),
                tilt.getMarkersAfter());
    }

    /** What is made of several proxies' scores; null where the policy leaves that to the service. */
    static Combine combine(DefensePolicy policy) {
        CombinedScore chosen = policy.getTilt().getCombine();
        return chosen == null ? null : Combine.valueOf(chosen.name());
    }

    /** What the audit says about a decision. */
    static TiltPolicy record(Decision decision) {
        TiltRules rules = decision.tilt();
        return TiltPolicy.newBuilder()
                .setSpan(io.antidistill.schema.TiltedSpan.valueOf(rules.span().name()))
                .setStructured(rules.structuredToo())
                .setReasoningStart(rules.markers().reasoningStart())
                .setReasoningEnd(rules.markers().reasoningEnd())
                .setAnswerMarker(rules.markers().answer())
                .setAnswerPrefix(decision.answerPrefix())
                .setAnswerTokens(decision.answerTokens())
                .setMinP(decision.minP())
                .setTraceKlBudget(Double.isInfinite(rules.traceKlBudget()) ? null : rules.traceKlBudget())
                .setRepetitionLimit(rules.repetitionLimit())
                .setCombine(
                        decision.combine() == null
                                ? null
                                : CombinedScore.valueOf(decision.combine().name()))
                .setMarkersAfter(rules.markersAfter())
                .build();
    }
}
