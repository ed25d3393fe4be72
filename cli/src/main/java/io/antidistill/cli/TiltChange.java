package io.antidistill.cli;

import static io.antidistill.cli.PolicyChange.change;

import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.TiltPolicy;
import io.antidistill.schema.TiltedSpan;
import picocli.CommandLine.Option;

/** What a person changes about where in an answer the tilt may act; null leaves a value as it is. */
final class TiltChange {
    @Option(
            names = "--kl-budget",
            paramLabel = "NATS",
            description = "Most KL(protected || plain) of one token; 0: no limit.")
    private Double klBudget;

    @Option(
            names = "--answer-guard",
            arity = "1",
            paramLabel = "true|false",
            description = "Whether the final answer is the plain teacher's, and asked for where it does not come.")
    private Boolean answerGuard;

    @Option(
            names = "--tilted-span",
            paramLabel = "all|reasoning",
            description =
                    "Which part of an answer is tilted; reasoning ends with its end marker or the answer's marker.")
    private TiltedSpan span;

    @Option(
            names = "--tilt-structured",
            arity = "1",
            paramLabel = "true|false",
            description =
                    "Whether code fences, JSON and tool calls are tilted too. They break easily; but clients can ask for that form.")
    private Boolean structured;

    @Option(names = "--reasoning-start", paramLabel = "TEXT", description = "Marker with which reasoning begins.")
    private String reasoningStart;

    @Option(names = "--reasoning-end", paramLabel = "TEXT", description = "Marker with which reasoning ends.")
    private String reasoningEnd;

    @Option(names = "--answer-marker", paramLabel = "TEXT", description = "Marker with which the final answer begins.")
    private String answerMarker;

    @Option(
            names = "--answer-prefix",
            paramLabel = "TEXT",
            description = "With --answer-guard: written where an answer ends without its marker; empty: nothing.")
    private String answerPrefix;

    @Option(names = "--answer-tokens", paramLabel = "N", description = "Most tokens after that prefix.")
    private Integer answerTokens;

    @Option(
            names = "--min-p",
            paramLabel = "X",
            description = "Tokens less probable than this times the most probable one are never drawn; 0: no floor.")
    private Double minP;

    @Option(
            names = "--trace-kl-budget",
            paramLabel = "NATS",
            description = "Most KL(protected || plain) of a whole answer; 0: no limit.")
    private Double traceKlBudget;

    @Option(
            names = "--repetition-limit",
            paramLabel = "N",
            description = "The tilt rests while an answer's end repeats one block N times; 0: no limit.")
    private Integer repetitionLimit;

    @Option(
            names = "--markers-after",
            paramLabel = "N",
            description =
                    "Neither the reasoning's end marker nor the answer's counts before that many tokens; 0: always.")
    private Integer markersAfter;

    DefensePolicy.Builder apply(DefensePolicy.Builder policy) {
        change(klBudget, nats -> policy.setKlBudget(nats == 0 ? null : nats));
        change(answerGuard, policy::setAnswerGuard);
        return policy.setTilt(apply(policy.getTilt()));
    }

    private TiltPolicy apply(TiltPolicy tilt) {
        TiltPolicy.Builder changed = TiltPolicy.newBuilder(tilt);
        change(span, changed::setSpan);
        change(structured, changed::setStructured);
        change(reasoningStart, changed::setReasoningStart);
        change(reasoningEnd, changed::setReasoningEnd);
        change(answerMarker, changed::setAnswerMarker);
        change(answerPrefix, changed::setAnswerPrefix);
        change(answerTokens, changed::setAnswerTokens);
        change(minP, changed::setMinP);
        change(traceKlBudget, nats -> changed.setTraceKlBudget(nats == 0 ? null : nats));
        change(repetitionLimit, changed::setRepetitionLimit);
        change(markersAfter, changed::setMarkersAfter);
        return changed.build();
    }
}
