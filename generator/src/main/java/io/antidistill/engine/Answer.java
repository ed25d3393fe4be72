package io.antidistill.engine;

import java.util.Set;
import java.util.function.Consumer;

/** One answer from its first token to its end. Belongs to the engine's thread. */
final class Answer {
    private final TokenSequence tokens;
    private final AnswerText textOrNull;
    private final Consumer<String> progress;
    private FinishReason finishReason;

    /**
     * @param textOrNull null where nobody asks for text
     * @param progress hears of new text
     */
    Answer(TokenSequence tokens, AnswerText textOrNull, Consumer<String> progress) {
        this.tokens = tokens;
        this.textOrNull = textOrNull;
        this.progress = progress;
    }

    void append(int token, Set<Integer> stopTokens) {
        if (stopTokens.contains(token)) {
            finish(FinishReason.STOP);
            return;
        }
        tokens.append(token);
        if (textOrNull != null) {
            tell(textOrNull.append(token));
        }
        if (tokens.full() || stoppedByString()) {
            finish(FinishReason.LENGTH);
        }
    }

    private void finish(FinishReason reason) {
        if (textOrNull != null) {
            tell(textOrNull.end());
        }
        finishReason = stoppedByString() ? FinishReason.STOP : reason;
    }

    private void tell(String fresh) {
        if (!fresh.isEmpty()) {
            progress.accept(fresh);
        }
    }

    private boolean stoppedByString() {
        return textOrNull != null && textOrNull.stopped();
    }

    boolean finished() {
        return finishReason != null;
    }

    GenerationResult result(DrawStatistics statistics) {
        int[] ids = tokens.answer(stoppedByString() ? textOrNull.tokensBeforeStop() : tokens.drawn());
        String text = textOrNull == null ? null : textOrNull.toString();
        return new GenerationResult(ids, finishReason, statistics.summary(ids.length), text);
    }
}
