package io.antidistill.task;

/** Finds LaTeX groups. Pure functions. */
final class Braces {
    private Braces() {}

    /**
     * The position after the brace that closes the group opened here; negative where it is never closed.
     *
     * @param open where the opening brace stands
     */
    static int end(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++; // an escaped brace is no group's
            } else if (c == '{' || c == '}') {
                depth += c == '{' ? 1 : -1;
                if (depth == 0) {
                    return i + 1;
                }
            }
        }
        return -1;
    }
}
