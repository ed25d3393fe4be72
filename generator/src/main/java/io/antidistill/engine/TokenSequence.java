package io.antidistill.engine;

import java.util.Arrays;

/**
 * The tokens of one request, prompt and answer. The prompt is opened to the models in parts, so that a long one is not read at once. Belongs
 * to the engine's thread.
 */
final class TokenSequence {
    private final int promptLength;
    private final int[] tokens;
    private int length;
    private int end;
    private int opened;

    /** @param mostNewTokens how long the answer may become */
    TokenSequence(int[] prompt, int mostNewTokens) {
        promptLength = prompt.length;
        length = prompt.length;
        tokens = Arrays.copyOf(prompt, prompt.length + mostNewTokens);
        end = tokens.length;
    }

    int promptLength() {
        return promptLength;
    }

    /** How many tokens of the prompt are still closed. */
    int closed() {
        return promptLength - opened;
    }

    /** Lets the models read so many further tokens of the prompt. */
    void open(int count) {
        opened += count;
    }

    /** How many tokens the models may read: of the prompt what is opened, and then all. */
    int readable() {
        return opened < promptLength ? opened : length;
    }

    /** What may be read from here on. */
    int[] from(int start) {
        return Arrays.copyOfRange(tokens, start, readable());
    }

    /** How many tokens have been drawn: the position that the next one's noise belongs to. */
    int drawn() {
        return length - promptLength;
    }

    void append(int token) {
        tokens[length++] = token;
    }

    /** Takes back what was appended after so many tokens of the answer. */
    void cut(int drawn) {
        Ranges.require(drawn >= 0 && drawn <= drawn(), drawn, "drawn", "the answer has " + drawn() + " tokens");
        length = promptLength + drawn;
    }

    /** How many more tokens the answer may have. */
    int room() {
        return end - length;
    }

    /** Lets the answer have no more than that many further tokens. */
    void limit(int further) {
        end = Math.min(end, length + further);
    }

    /** The first tokens of the answer. */
    int[] answer(int count) {
        return Arrays.copyOfRange(tokens, promptLength, promptLength + count);
    }
}
