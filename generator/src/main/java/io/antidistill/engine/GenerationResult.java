package io.antidistill.engine;

import java.util.Objects;

/**
 * One finished answer. Immutable: the array must not be written to.
 *
 * @param tokenIds the answer, without the stop token; where a stop string ended it, the tokens that say what stands before it (the last of
 *     them may begin the stop string)
 * @param finishReason why it ended
 * @param statistics what sampling did and took
 * @param textOrNull the answer's text, without the stop string, where the request or its listener asked for text
 */
public record GenerationResult(
        int[] tokenIds, FinishReason finishReason, GenerationStatistics statistics, String textOrNull) {
    public GenerationResult {
        Objects.requireNonNull(tokenIds, "tokenIds");
        Objects.requireNonNull(finishReason, "finishReason");
        Objects.requireNonNull(statistics, "statistics");
    }

    /** Without text. */
    public GenerationResult(int[] tokenIds, FinishReason finishReason, GenerationStatistics statistics) {
        this(tokenIds, finishReason, statistics, null);
    }
}
