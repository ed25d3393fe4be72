package io.antidistill.schema;

import java.time.Instant;
import java.util.List;

/** Records for tests. */
public final class Samples {
    private Samples() {}

    /** A prompt of one user message. */
    public static PromptEvent prompt(String id) {
        return PromptEvent.newBuilder()
                .setPromptId(id)
                .setTenant("acme")
                .setClient("key-7")
                .setContext("reasoning-long")
                .setMessages(List.of(new Message("user", "What is 2 + 2?")))
                .setMaxNewTokens(64)
                .setSubmittedAt(Instant.ofEpochMilli(1_800_000_000_000L))
                .build();
    }
}
