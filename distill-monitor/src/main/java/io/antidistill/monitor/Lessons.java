package io.antidistill.monitor;

import io.antidistill.probe.Lesson;
import io.antidistill.schema.Message;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.tokenizer.ChatMessage;
import java.util.List;

/** From records to lessons and back. */
final class Lessons {
    private Lessons() {}

    static Lesson of(ProtectedTrace trace) {
        return new Lesson(chat(trace.getMessages()), trace.getText());
    }

    static List<ChatMessage> chat(List<Message> messages) {
        return messages.stream()
                .map(message -> new ChatMessage(message.getRole(), message.getContent()))
                .toList();
    }

    static List<Message> messages(List<ChatMessage> chat) {
        return chat.stream()
                .map(message -> new Message(message.role(), message.content()))
                .toList();
    }

    static List<ChatMessage> question(String question) {
        return List.of(new ChatMessage("user", question));
    }
}
