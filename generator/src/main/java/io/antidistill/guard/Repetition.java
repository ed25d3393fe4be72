package io.antidistill.guard;

/** How often the end of an answer repeats itself. */
final class Repetition {
    static final int LONGEST_BLOCK = 8;

    private Repetition() {}

    /** Whether the last tokens are one block of at most 8 tokens, {@code times} times over. */
    static boolean atEnd(int[] tokens, int length, int times) {
        for (int block = 1; block <= LONGEST_BLOCK && block * times <= length; block++) {
            if (repeats(tokens, length, block, times)) {
                return true;
            }
        }
        return false;
    }

    private static boolean repeats(int[] tokens, int length, int block, int times) {
        for (int i = length - 1; i >= length - block * (times - 1); i--) {
            if (tokens[i] != tokens[i - block]) {
                return false;
            }
        }
        return true;
    }
}
