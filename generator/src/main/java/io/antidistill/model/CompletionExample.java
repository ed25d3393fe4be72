package io.antidistill.model;

/**
 * A prompt and what follows it.
 *
 * @param ids the tokens of both, ending with the end token where the text is complete
 * @param promptLength how many of them are the prompt's
 */
public record CompletionExample(int[] ids, int promptLength) {
    public CompletionExample {
        if (promptLength < 1 || promptLength >= ids.length) {
            throw new IllegalArgumentException("invalid value " + promptLength + " for promptLength: of " + ids.length
                    + " tokens at least the first must be the prompt's and the last the completion's");
        }
    }

    public int completionTokens() {
        return ids.length - promptLength;
    }
}
