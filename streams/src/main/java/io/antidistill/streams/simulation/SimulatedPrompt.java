package io.antidistill.streams.simulation;

import io.antidistill.schema.Message;
import java.util.List;
import java.util.Objects;

/**
 * An answered prompt that nobody asked. Immutable.
 *
 * @param at milliseconds since the day began
 * @param tenant who pays
 * @param client who asks
 * @param messages the conversation
 * @param answerTokens length of the answer
 */
record SimulatedPrompt(long at, String tenant, String client, List<Message> messages, int answerTokens) {
    SimulatedPrompt {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(client, "client");
        messages = List.copyOf(messages);
    }

    static SimulatedPrompt of(long at, String tenant, String client, String question, int answerTokens) {
        return new SimulatedPrompt(at, tenant, client, List.of(new Message("user", question)), answerTokens);
    }
}
