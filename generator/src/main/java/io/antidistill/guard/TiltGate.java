package io.antidistill.guard;

import io.antidistill.sampling.Draw;
import io.antidistill.sampling.SamplingSettings;

/**
 * Says how the next token of one answer is to be sampled: as its policy says, or with the tilt held back. What it says depends on the
 * answer so far alone. Not thread-safe.
 */
public final class TiltGate {
    /** Below this much of its budget a trace counts as having none left. */
    private static final double SMALLEST_ALLOWANCE = 1e-9;

    private final SamplingSettings settings;
    private final SamplingSettings plain;
    private final TiltRules rules;
    private final AnswerParts parts;
    private final Structure structure = new Structure();

    private final int[] recent;
    private int length;
    private double spent;
    private int tilted;
    private int written;

    public TiltGate(SamplingSettings settings, TiltRules rules) {
        this.settings = settings;
        this.plain = settings.untilted();
        this.rules = rules;
        this.parts = new AnswerParts(rules.markers());
        this.recent = new int[rules.repetitionLimit() * Repetition.LONGEST_BLOCK];
    }

    /** How to sample the next token. */
    public SamplingSettings next() {
        if (settings.lambda() == 0 || !open()) {
            return plain;
        }
        double left = rules.traceKlBudget() - spent;
        if (left < SMALLEST_ALLOWANCE) {
            return plain;
        }
        return left < settings.klBudget() ? settings.withKlBudget(left) : settings;
    }

    private boolean open() {
        boolean inSpan = rules.span() == TiltedSpan.ALL || parts.inReasoning();
        boolean answerLeftAlone = rules.answerPlain() && parts.inAnswer();
        boolean structureLeftAlone = !rules.structuredToo() && structure.inside();
        return inSpan && !answerLeftAlone && !structureLeftAlone && !repeating();
    }

    private boolean repeating() {
        return rules.repetitionLimit() > 0 && Repetition.atEnd(recent, length, rules.repetitionLimit());
    }

    /** Takes what was drawn. The KL of plain tokens is none of the tilt's. */
    public void drawn(Draw draw, boolean underTilt) {
        written++;
        if (underTilt) {
            spent += draw.kl();
            tilted++;
        }
        remember(draw.token());
    }

    private void remember(int token) {
        if (recent.length == 0) {
            return;
        }
        if (length == recent.length) {
            System.arraycopy(recent, 1, recent, 0, --length);
        }
        recent[length++] = token;
    }

    /** Takes what has been added to the answer's text. */
    public void read(String text) {
        for (int i = 0; i < text.length(); i++) {
            parts.read(text.charAt(i), written >= rules.markersAfter());
            structure.read(text.charAt(i));
        }
    }

    /** What follows is the final answer, whatever the text says. */
    public void beginAnswer() {
        parts.beginAnswer();
    }

    /** Whether the final answer has begun. */
    public boolean answerBegun() {
        return parts.inAnswer();
    }

    /** How many tokens the tilt had a say in. */
    public int tiltedTokens() {
        return tilted;
    }
}
