package io.antidistill.tokenizer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Breaks the control tokens that messages spell out, reversibly: a character of each is exchanged for one of Unicode's private ones, which
 * no message contains. No tokenizer reads a token in it, and a template treats the text as before, unless it looks for a control token in
 * it: one that drops the reasoning of earlier answers by their {@code </think>}, where that is a token, keeps it. Immutable.
 */
final class Disguise {
    private static final int FIRST_PRIVATE = 0xF0000;
    private static final int LAST_PRIVATE = 0x10F000;
    private static final int BLOCK = 0x1000;

    private final ControlTokens tokens;
    private final Map<Integer, Integer> there = new HashMap<>();
    private final Map<Integer, Integer> back = new HashMap<>();
    private final int mark;

    /** @throws IllegalArgumentException if the messages use every block of private characters */
    Disguise(ControlTokens tokens, List<ChatMessage> messages) {
        this.tokens = tokens;
        Map<Integer, Integer> alphabet = tokens.alphabet();
        int base = unusedBlock(messages);
        mark = base + BLOCK - 1;
        alphabet.forEach((codePoint, number) -> {
            there.put(codePoint, base + number % BLOCK);
            back.put(base + number % BLOCK, codePoint);
        });
        if (alphabet.size() >= BLOCK) {
            throw new IllegalArgumentException("invalid value " + alphabet.size()
                    + " for the number of characters in a tokenizer's special tokens: at most " + (BLOCK - 1));
        }
    }

    private static int unusedBlock(List<ChatMessage> messages) {
        for (int base = FIRST_PRIVATE; base <= LAST_PRIVATE; base += BLOCK) {
            int first = base;
            if (messages.stream().noneMatch(message -> (message.role() + message.content())
                    .codePoints()
                    .anyMatch(c -> c >= first && c < first + BLOCK))) {
                return base;
            }
        }
        throw new IllegalArgumentException(
                "invalid value for messages: they use all of Unicode's private characters; leave some out");
    }

    /** A character that stands in no message and for nothing else. */
    String mark() {
        return Character.toString(mark);
    }

    ChatMessage on(ChatMessage message) {
        return new ChatMessage(on(message.role()), on(message.content()));
    }

    private String on(String text) {
        StringBuilder result = new StringBuilder();
        int from = 0;
        for (int place : tokens.breaks(text)) {
            result.append(text, from, place).appendCodePoint(there.get(text.codePointAt(place)));
            from = text.offsetByCodePoints(place, 1);
        }
        return result.append(text, from, text.length()).toString();
    }

    boolean isIn(String text) {
        return text.codePoints().anyMatch(back::containsKey);
    }

    String off(String text) {
        StringBuilder result = new StringBuilder();
        text.codePoints().map(c -> back.getOrDefault(c, c)).forEach(result::appendCodePoint);
        return result.toString();
    }
}
