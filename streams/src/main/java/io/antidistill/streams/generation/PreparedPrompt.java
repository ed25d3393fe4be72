package io.antidistill.streams.generation;

import io.antidistill.schema.Message;
import java.util.List;

/**
 * A valid prompt and its tokens. The array must not be written to.
 *
 * @param asked the prompt
 * @param tokenIds rendered in the teacher's chat template
 */
record PreparedPrompt(AskedPrompt asked, int[] tokenIds) {

    /** Whether the last message is the beginning of the assistant's answer. */
    boolean prefilled() {
        List<Message> messages = asked.event().getMessages();
        return messages.get(messages.size() - 1).getRole().equals("assistant");
    }
}
