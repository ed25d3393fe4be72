package io.antidistill.guard;

/** Follows an answer's text and knows which part the next token belongs to. Not thread-safe. */
final class AnswerParts {
    private final Markers markers;
    private final StringBuilder tail = new StringBuilder();
    private final int longest;

    private boolean reasoning = true;
    private boolean answer;

    AnswerParts(Markers markers) {
        this.markers = markers;
        longest = Math.max(
                markers.answer().length(),
                Math.max(
                        markers.reasoningStart().length(),
                        markers.reasoningEnd().length()));
    }

    /** @param ends whether the reasoning may end here, and the answer begin */
    void read(char c, boolean ends) {
        tail.append(c);
        if (tail.length() > longest) {
            tail.deleteCharAt(0);
        }
        if (ends && endsWith(markers.reasoningEnd())) {
            reasoning = false;
        } else if (endsWith(markers.reasoningStart())) {
            reasoning = true;
        }
        answer |= ends && endsWith(markers.answer());
    }

    /** Neither behind the reasoning's end nor in the final answer. */
    boolean inReasoning() {
        return reasoning && !answer;
    }

    void beginAnswer() {
        answer = true;
    }

    /** The final answer has begun. */
    boolean inAnswer() {
        return answer;
    }

    private boolean endsWith(String marker) {
        int from = tail.length() - marker.length();
        return from >= 0 && tail.indexOf(marker, from) == from;
    }
}
