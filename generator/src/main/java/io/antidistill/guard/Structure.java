package io.antidistill.guard;

/**
 * Follows an answer's text and knows whether the next token belongs to something that a machine will read: a fenced code block, a
 * tool call, or JSON. Not thread-safe.
 *
 * <p>A brace begins JSON where a word does not stand right before it (so LaTeX is not JSON) and a quote or a closing brace follows; a bracket does so
 * only at the beginning of a line, before what can begin a JSON value. Until what follows is known it counts as JSON. An empty line ends JSON that
 * has not been closed.
 */
final class Structure {
    private static final String TOOL_START = "<tool_call>";
    private static final String TOOL_END = "</tool_call>";
    private static final String FENCE = "```";

    private enum State {
        TEXT,
        FENCE,
        TOOL_CALL,
        /** A bracket has opened, and what follows is not known yet. */
        PERHAPS_JSON,
        JSON
    }

    private final StringBuilder line = new StringBuilder();
    private State state = State.TEXT;
    private char opening;
    private int depth;
    private boolean quoted;
    private boolean escaped;

    boolean inside() {
        return state != State.TEXT;
    }

    void read(char c) {
        switch (state) {
            case TEXT -> text(c);
            case FENCE -> fence(c);
            case TOOL_CALL -> toolCall(c);
            case PERHAPS_JSON -> perhapsJson(c);
            case JSON -> json(c);
        }
        if (c == '\n') {
            line.setLength(0);
        } else {
            line.append(c);
        }
    }

    private void text(char c) {
        if (c == '`' && isFence()) {
            state = State.FENCE;
        } else if (c == '>' && endsWith(TOOL_START)) {
            state = State.TOOL_CALL;
        } else if (c == '{' && !followsWord() || c == '[' && line.toString().isBlank()) {
            opening = c;
            state = State.PERHAPS_JSON;
        }
    }

    /** Whether this backtick completes three at the beginning of a line. */
    private boolean isFence() {
        return (line + "`").strip().equals(FENCE);
    }

    private boolean endsWith(String tag) {
        return (line + ">").endsWith(tag);
    }

    private boolean followsWord() {
        return line.length() > 0 && Character.isLetterOrDigit(line.charAt(line.length() - 1));
    }

    /** The closing fence is a line of its own; its line break still belongs to it. */
    private void fence(char c) {
        if (c == '\n' && line.toString().strip().equals(FENCE)) {
            state = State.TEXT;
        }
    }

    private void toolCall(char c) {
        if (c == '>' && endsWith(TOOL_END)) {
            state = State.TEXT;
        }
    }

    private void perhapsJson(char c) {
        if (Character.isWhitespace(c)) {
            return;
        }
        boolean begins = opening == '{' ? c == '"' || c == '}' : "{[\"]-tfn".indexOf(c) >= 0 || Character.isDigit(c);
        state = begins ? State.JSON : State.TEXT;
        depth = 1;
        quoted = false;
        escaped = false;
        if (begins) {
            json(c);
        }
    }

    private void json(char c) {
        if (c == '\n' && line.toString().isBlank()) {
            state = State.TEXT;
        } else if (quoted) {
            quoted = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            state = State.TEXT;
        }
    }
}
