package io.antidistill.engine;

import io.antidistill.guard.AnswerForcing;
import io.antidistill.guard.TiltGate;
import java.util.Set;
import java.util.function.Consumer;

/** One answer from its first token to its end. Belongs to the engine's thread. */
final class Answer {
    private final TokenSequence tokens;
    private final AnswerText textOrNull;
    private final Consumer<String> progress;
    private final AnswerForcing forcingOrNull;
    private final TiltGate gate;
    private boolean forced;
    private FinishReason finishReason;

    /**
     * @param textOrNull null where nobody asks for text
     * @param progress hears of new text
     * @param forcingOrNull null where an answer may end as it likes
     * @param gate knows whether the final answer has begun
     */
    Answer(
            TokenSequence tokens,
            AnswerText textOrNull,
            Consumer<String> progress,
            AnswerForcing forcingOrNull,
            TiltGate gate) {
        this.tokens = tokens;
        this.textOrNull = textOrNull;
        this.progress = progress;
        this.forcingOrNull = forcingOrNull != null && fits(forcingOrNull, tokens.room()) ? forcingOrNull : null;
        this.gate = gate;
    }

    /** Also where a token has been drawn already, which happens before anybody asks whether to force, one must be left for the answer. */
    private static boolean fits(AnswerForcing forcing, int room) {
        return forcing.room() <= room && 1 + forcing.prefixIds().length < room;
    }

    void append(int token, Set<Integer> stopTokens) {
        boolean stop = stopTokens.contains(token);
        if (!stop) {
            add(token);
        }
        if (mustForce(stop)) {
            force();
        } else if (stop) {
            finish(FinishReason.STOP);
        } else if (tokens.room() == 0 || stoppedByString()) {
            finish(FinishReason.LENGTH);
        }
    }

    private void add(int token) {
        tokens.append(token);
        if (textOrNull != null) {
            tell(textOrNull.append(token));
        }
    }

    /** The answer is about to end, by itself or for want of room, and has not come to the point. */
    private boolean mustForce(boolean stop) {
        return forcingOrNull != null
                && !forced
                && !gate.answerBegun()
                && !stoppedByString()
                && (stop || tokens.room() <= forcingOrNull.room());
    }

    private void force() {
        for (int token : forcingOrNull.prefixIds()) {
            add(token);
        }
        tokens.limit(forcingOrNull.mostTokens());
        gate.beginAnswer();
        forced = true;
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
        return new GenerationResult(
                ids, finishReason, statistics.summary(ids.length, gate.tiltedTokens(), forced), text);
    }
}
