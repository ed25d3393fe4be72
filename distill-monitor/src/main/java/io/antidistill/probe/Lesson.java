package io.antidistill.probe;

import io.antidistill.tokenizer.ChatMessage;
import java.util.List;

/**
 * What a thief has of one answer: the conversation and the text, nothing else. Immutable.
 *
 * @param messages the conversation that was answered, at least one message
 * @param text the answer
 */
public record Lesson(List<ChatMessage> messages, String text) {

    public Lesson {
        messages = List.copyOf(messages);
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("invalid value [] for messages: a lesson has at least one message");
        }
    }

    /** A conversation of one question. */
    public static Lesson of(String question, String text) {
        return new Lesson(List.of(new ChatMessage("user", question)), text);
    }
}
