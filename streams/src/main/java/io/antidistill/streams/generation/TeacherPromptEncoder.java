package io.antidistill.streams.generation;

import io.antidistill.tokenizer.ChatMessage;
import io.antidistill.tokenizer.ChatTemplate;
import io.antidistill.tokenizer.Tokenizer;
import java.util.List;

/** The teacher's own template and tokenizer. Immutable and thread-safe. */
final class TeacherPromptEncoder implements PromptEncoder {
    private final Tokenizer tokenizer;
    private final ChatTemplate template;

    TeacherPromptEncoder(Tokenizer tokenizer, ChatTemplate template) {
        this.tokenizer = tokenizer;
        this.template = template;
    }

    /** Goes on with a last message that is the assistant's. What a message spells is text: with a special token an asker could end their own turn and begin the assistant's answer. */
    @Override
    public int[] encode(List<ChatMessage> messages) {
        boolean begun = messages.get(messages.size() - 1).role().equals("assistant");
        return begun ? template.encodeContinued(tokenizer, messages) : template.encode(tokenizer, messages, true);
    }

    @Override
    public int[] encodeText(String text) {
        return tokenizer.encode(text);
    }

    @Override
    public String decode(int[] tokenIds) {
        return tokenizer.decode(tokenIds);
    }
}
