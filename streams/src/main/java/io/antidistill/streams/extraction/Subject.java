package io.antidistill.streams.extraction;

import java.util.Objects;

/**
 * Whose use is counted together. Immutable.
 *
 * @param kind what it is
 * @param key unlike every other subject's; but for a frame it is the key of its verdict on {@code client-risk}
 */
public record Subject(Kind kind, String key) {
    /** What can be a subject. */
    public enum Kind {
        /** One account. */
        CLIENT,
        /** A tenant's accounts whose names begin alike. */
        PREFIX,
        /** All accounts of a tenant. */
        TENANT,
        /** All prompts that share a frame, whoever asks. */
        FRAME
    }

    public Subject {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(key, "key");
    }

    /** The subject of a frame's hash. */
    static Subject frame(long hash) {
        return new Subject(Kind.FRAME, "/frame/" + Long.toHexString(hash));
    }
}
