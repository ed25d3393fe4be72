package io.antidistill.streams.generation;

import io.antidistill.tokenizer.ChatMessage;
import java.util.List;

/** Between words and the teacher's tokens. Implementations are thread-safe. */
public interface PromptEncoder {
    /**
     * The conversation in the teacher's chat template, ready for its answer.
     *
     * @throws RuntimeException if the template refuses the conversation
     */
    int[] encode(List<ChatMessage> messages);

    /** The text of an answer, special tokens left out. */
    String decode(int[] tokenIds);
}
