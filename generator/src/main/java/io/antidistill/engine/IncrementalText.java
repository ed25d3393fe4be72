package io.antidistill.engine;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Text from tokens that come one by one, never half a character. What has been given out is always the beginning of the text of all tokens.
 *
 * <p>A character may be spread over tokens; until it is complete the text ends in U+FFFD, and is held back. Only the last tokens are decoded
 * again, together with a few that were settled before: some tokenizers spell a token differently where the text begins. Belongs to one
 * thread.
 */
final class IncrementalText {
    private static final String INCOMPLETE = "\uFFFD";

    private final Function<int[], String> decode;
    private int[] window = new int[0];
    private int settled; // the first tokens of the window, whose text has been given out

    IncrementalText(Function<int[], String> decode) {
        this.decode = decode;
    }

    /** Takes the next token; returns the text that is certain now. */
    String append(int token) {
        window = Arrays.copyOf(window, window.length + 1);
        window[window.length - 1] = token;
        String text = decode.apply(window);
        return text.endsWith(INCOMPLETE) ? "" : settle(text);
    }

    /** There are no more tokens: the rest, as it is. */
    String end() {
        return window.length == settled ? "" : settle(decode.apply(window));
    }

    private String settle(String text) {
        String before = settled == 0 ? "" : decode.apply(Arrays.copyOf(window, settled));
        if (text.length() == before.length()) {
            return ""; // special tokens have no text
        }
        String fresh = text.startsWith(before)
                ? text.substring(before.length())
                : decode.apply(Arrays.copyOfRange(window, settled, window.length));
        window = Arrays.copyOfRange(window, settled, window.length);
        settled = window.length;
        return fresh;
    }
}
