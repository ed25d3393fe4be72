package io.antidistill.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** The text of an answer while it is drawn, up to the first stop string. Belongs to the engine's thread. */
final class AnswerText {
    private final IncrementalText incremental;
    private final StopStrings stops;
    private final Consumer<String> decodedText;
    private final StringBuilder shown = new StringBuilder();
    private final List<Integer> decodedAfter = new ArrayList<>(); // characters, for each token
    private int decoded;

    /** @param decodedText hears of all text, also of what is held back as the possible beginning of a stop string */
    AnswerText(Function<int[], String> decode, List<String> stopStrings, Consumer<String> decodedText) {
        incremental = new IncrementalText(decode);
        stops = new StopStrings(stopStrings);
        this.decodedText = decodedText;
    }

    /** Takes the answer's next token; returns what is new of its text. */
    String append(int token) {
        String fresh = show(incremental.append(token));
        decodedAfter.add(decoded);
        return fresh;
    }

    /** There are no more tokens: what was held back. */
    String end() {
        String rest = show(incremental.end());
        String held = stops.end();
        shown.append(held);
        return rest + held;
    }

    private String show(String piece) {
        decoded += piece.length();
        decodedText.accept(piece);
        String fresh = stops.feed(piece);
        shown.append(fresh);
        return fresh;
    }

    /** Whether a stop string was found: the answer is over. */
    boolean stopped() {
        return stops.stopped();
    }

    /** After a stop string: how many of the tokens it takes to say what stands before it. */
    int tokensBeforeStop() {
        int count = 0;
        for (int said = 0; said < shown.length() && count < decodedAfter.size(); count++) {
            said = decodedAfter.get(count);
        }
        return count;
    }

    @Override
    public String toString() {
        return shown.toString();
    }
}
