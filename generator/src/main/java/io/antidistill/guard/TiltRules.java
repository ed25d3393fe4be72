package io.antidistill.guard;

import java.util.Objects;

/**
 * Where the tilt of one request may act, and how far. Everything outside is drawn from the plain teacher. Immutable.
 *
 * @param span the part that is tilted
 * @param markers what parts the answer
 * @param structuredToo whether code fences, JSON and tool calls are tilted as well; they break easily
 * @param answerPlain whether everything from the answer's marker on is plain, so that the answer is the teacher's own
 * @param traceKlBudget most KL(protected ‖ plain) of a whole answer, nats, above 0; infinity: no limit
 * @param repetitionLimit the tilt rests while the answer's end repeats one block of up to 8 tokens that many times, 2 to 100; 0:
 *     no limit
 * @param markersAfter neither the reasoning's end marker nor the answer's counts before the answer has so many tokens; 0: they always count
 */
public record TiltRules(
        TiltedSpan span,
        Markers markers,
        boolean structuredToo,
        boolean answerPlain,
        double traceKlBudget,
        int repetitionLimit,
        int markersAfter) {

    /** The largest repetition limit. */
    public static final int MOST_REPETITIONS = 100;

    /** Most tokens before markers count. */
    public static final int LATEST_MARKERS = 100_000;

    /** The tilt acts everywhere and without a limit. */
    public static final TiltRules UNLIMITED =
            new TiltRules(TiltedSpan.ALL, Markers.USUAL, true, false, Double.POSITIVE_INFINITY, 0);

    /** @throws IllegalArgumentException for a number outside its range */
    public TiltRules {
        Objects.requireNonNull(span, "span");
        Objects.requireNonNull(markers, "markers");
        if (!(traceKlBudget > 0)) {
            throw new IllegalArgumentException(
                    "invalid value " + traceKlBudget + " for traceKlBudget: it must be above 0, infinity for no limit");
        }
        if (repetitionLimit != 0 && (repetitionLimit < 2 || repetitionLimit > MOST_REPETITIONS)) {
            throw new IllegalArgumentException("invalid value " + repetitionLimit
                    + " for repetitionLimit: it must be between 2 and " + MOST_REPETITIONS + ", or 0 for no limit");
        }
        if (markersAfter < 0 || markersAfter > LATEST_MARKERS) {
            throw new IllegalArgumentException("invalid value " + markersAfter
                    + " for markersAfter: it must be between 0 and " + LATEST_MARKERS + " tokens");
        }
    }

    /** Markers always count. */
    public TiltRules(
            TiltedSpan span,
            Markers markers,
            boolean structuredToo,
            boolean answerPlain,
            double traceKlBudget,
            int repetitionLimit) {
        this(span, markers, structuredToo, answerPlain, traceKlBudget, repetitionLimit, 0);
    }

    /** Whether the answer's text has to be known. */
    public boolean needText() {
        return span == TiltedSpan.REASONING || !structuredToo || answerPlain;
    }
}
