package io.antidistill.tokenizer;

import java.util.Objects;

/** One turn of a conversation. */
public record ChatMessage(String role, String content) {
    public ChatMessage {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(content, "content");
        if (role.isBlank()) {
            throw new IllegalArgumentException("invalid value '" + role + "' for role: must not be blank");
        }
    }
}
