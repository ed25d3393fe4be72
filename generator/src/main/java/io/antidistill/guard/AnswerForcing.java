package io.antidistill.guard;

/**
 * What is written where an answer ends without having reached its answer marker: this text, and then so many tokens of the plain teacher.
 * Immutable: the array is copied and must not be written to.
 *
 * @param prefixIds tokens that begin the final answer
 * @param mostTokens most tokens of the final answer, at least one
 */
public record AnswerForcing(int[] prefixIds, int mostTokens) {
    /** @throws IllegalArgumentException for an empty prefix or no tokens */
    public AnswerForcing {
        prefixIds = prefixIds.clone();
        if (prefixIds.length == 0) {
            throw new IllegalArgumentException("invalid value [] for prefixIds: an answer begins with something");
        }
        if (mostTokens < 1) {
            throw new IllegalArgumentException(
                    "invalid value " + mostTokens + " for mostTokens: an answer has at least one token");
        }
    }

    /** How many tokens of an answer have to be kept free for it. */
    public int room() {
        return prefixIds.length + mostTokens;
    }
}
