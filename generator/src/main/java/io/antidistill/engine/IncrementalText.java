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

    /** Most bytes of a character, and so most tokens that it is spread over. */
    private static final int CHARACTER = 4;

    /** After so many tokens the text ends in U+FFFD because they make no character, and not because one is incomplete. */
    private static final int LONGEST_WAIT = 4 * CHARACTER;

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
        if (!text.endsWith(INCOMPLETE)) {
            return settle(window.length, text);
        }
        return window.length - settled < LONGEST_WAIT ? "" : settleWhatIsSure(text);
    }

    /** Of tokens that make no character: the first ones, up to where the next ones have changed nothing. */
    private String settleWhatIsSure(String text) {
        for (int last = 2 * CHARACTER; last < 3 * CHARACTER; last++) {
            int count = window.length - last;
            String sure = decode.apply(Arrays.copyOf(window, count));
            if (text.startsWith(sure)) {
                return settle(count, sure);
            }
        }
        return "";
    }

    /** There are no more tokens: the rest, as it is. */
    String end() {
        return window.length == settled ? "" : settle(window.length, decode.apply(window));
    }

    /** @param text of the window's first {@code count} tokens */
    private String settle(int count, String text) {
        String before = settled == 0 ? "" : decode.apply(Arrays.copyOf(window, settled));
        if (text.length() == before.length()) {
            return ""; // special tokens have no text
        }
        String fresh = text.startsWith(before)
                ? text.substring(before.length())
                : decode.apply(Arrays.copyOfRange(window, settled, count));
        window = Arrays.copyOfRange(window, settled, window.length);
        settled = count - settled;
        return fresh;
    }
}
