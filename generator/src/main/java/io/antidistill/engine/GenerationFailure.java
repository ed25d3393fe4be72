package io.antidistill.engine;

import java.util.Objects;

/**
 * Why a request got no answer. Nothing of an answer that was under way leaves the engine.
 *
 * @param reason what kind of failure
 * @param message one sentence for people
 */
public record GenerationFailure(Reason reason, String message) {
    public GenerationFailure {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(message, "message");
    }

    /** The kinds of failure. */
    public enum Reason {
        /** The context has no room for the prompt and one token. */
        PROMPT_TOO_LONG,
        /** λ is above 0 and the poison score cannot be had. */
        PROTECTION_UNAVAILABLE,
        /** A teacher logit or a poison score is NaN or infinite. */
        NOT_A_NUMBER,
        /** The request's deadline passed before its answer was complete. */
        DEADLINE_EXCEEDED,
        /** The engine was closed. */
        ENGINE_STOPPED,
        /** Anything else; the message and the log say what. */
        INTERNAL
    }
}
