package io.antidistill.streams.generation;

import io.antidistill.model.LanguageModel;
import io.antidistill.tokenizer.ChatMessage;
import java.util.List;

/** Between words and the teacher's tokens. Implementations are thread-safe. */
public interface PromptEncoder {
    /**
     * The conversation in the teacher's chat template, ready for its answer; where the last message is the assistant's, for the rest of it.
     *
     * @throws RuntimeException if the template refuses the conversation
     */
    int[] encode(List<ChatMessage> messages);

    /** The tokens of a plain text, in the middle of an answer. */
    int[] encodeText(String text);

    /** The text of an answer, special tokens left out. */
    String decode(int[] tokenIds);

    /** With that model's template and tokenizer; its weights are not used. The model stays the caller's. */
    static PromptEncoder of(LanguageModel teacher) {
        return new TeacherPromptEncoder(teacher.tokenizer(), teacher.chatTemplate());
    }
}
