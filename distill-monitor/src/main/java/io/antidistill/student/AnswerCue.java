package io.antidistill.student;

import io.antidistill.tokenizer.Tokenizer;

/**
 * What is written after a trace so that a model comes out with its answer: the paper's cue after the whole trace, or a short one in place of the
 * trace's own answer sentence. Immutable.
 *
 * @param text ends inside a box
 * @param replacesAnswer whether it stands in place of the sentence with the trace's own box
 */
public record AnswerCue(String text, boolean replacesAnswer) {
    /** Most tokens of what follows. */
    public static final int MOST_TOKENS = 12;

    private static final AnswerCue PAPER = new AnswerCue("\n\n**Final Answer**\n\\[\\boxed{", false);
    private static final AnswerCue SHORT = new AnswerCue(" answer: \\boxed{", true);

    /** The paper's, or the short one where the tokenizer cannot write that. */
    public static AnswerCue of(Tokenizer tokenizer) {
        return tokenizer.decode(tokenizer.encode(PAPER.text)).contains("Final Answer") ? PAPER : SHORT;
    }

    /** The part of the trace that the cue comes after: a small model has never seen an answer after an answer. */
    public String workings(String trace) {
        int box = trace.lastIndexOf("\\boxed{");
        return box < 0 || !replacesAnswer ? trace : trace.substring(0, trace.lastIndexOf(". ", box) + 1);
    }

    /** What a model wrote after a cue, as a text that can be graded. The last brace counts only where the model has not closed the box itself. */
    public static String boxed(String continuation) {
        return "\\boxed{" + continuation + "}";
    }
}
