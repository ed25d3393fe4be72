package io.antidistill.poison;

import io.antidistill.model.CompletionExample;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.SelectedTokens;
import io.antidistill.tokenizer.Tokenizer;
import java.util.List;

/**
 * Which tokens of clean traces make up the loss that protection is to raise: the mean negative log-likelihood of those. Safe to share
 * among threads.
 */
public interface DownstreamLoss {

    /** Name and settings, for the record of a direction. */
    String kind();

    /** The tokens that count, trace by trace; a trace without any is left out. */
    List<SelectedTokens> select(List<CompletionExample> traces);

    /** Every token of a completion. */
    static DownstreamLoss allTokens() {
        return new AllTokens();
    }

    /**
     * What follows the last marker of a completion, up to its end.
     *
     * @param tokenizer the proxy's
     * @param markers such as {@code \boxed{}; the last occurrence of any of them counts
     */
    static DownstreamLoss answerTokens(Tokenizer tokenizer, List<String> markers) {
        return new AnswerTokens(tokenizer, markers);
    }

    /**
     * The tokens at which the teacher has no choice: its nucleus holds one candidate. That is what a trace says, as opposed to how.
     *
     * @param teacher shares the proxy's vocabulary; stays the caller's and must outlive this
     */
    static DownstreamLoss contentTokens(LanguageModel teacher, double tau, double topP) {
        return new ContentTokens(teacher, tau, topP);
    }
}
