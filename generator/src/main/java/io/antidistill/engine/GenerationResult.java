package io.antidistill.engine;

import java.util.Objects;

/**
 * One finished answer. Immutable: the array must not be written to.
 *
 * @param tokenIds the answer, without the stop token
 * @param finishReason why it ended
 * @param statistics what sampling did and took
 */
public record GenerationResult(int[] tokenIds, FinishReason finishReason, GenerationStatistics statistics) {
    public GenerationResult {
        Objects.requireNonNull(tokenIds, "tokenIds");
        Objects.requireNonNull(finishReason, "finishReason");
        Objects.requireNonNull(statistics, "statistics");
    }
}
