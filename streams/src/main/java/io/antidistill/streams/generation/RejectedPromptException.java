package io.antidistill.streams.generation;

import io.antidistill.streams.deadletter.DeadLetterReason;

/** A record that cannot be answered, whatever the engine does. The message says why and what to do. */
final class RejectedPromptException extends Exception {
    private static final long serialVersionUID = 1L;

    private final DeadLetterReason reason;

    RejectedPromptException(DeadLetterReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    DeadLetterReason reason() {
        return reason;
    }
}
