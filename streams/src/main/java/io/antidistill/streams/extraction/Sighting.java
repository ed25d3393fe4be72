package io.antidistill.streams.extraction;

import java.util.List;
import java.util.Objects;

/**
 * One answered prompt as one of its subjects sees it. Immutable; the arrays must not be changed.
 *
 * @param subject whose use it is
 * @param client the key of the client's own verdict
 * @param account a hash of the client
 * @param longAnswer whether the answer is worth stealing
 * @param fingerprint of the prompt
 * @param pieces of the prompt
 * @param frames of the prompt
 */
public record Sighting(
        Subject subject,
        String client,
        long account,
        boolean longAnswer,
        long fingerprint,
        long[] pieces,
        List<Long> frames) {
    public Sighting {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(pieces, "pieces");
        frames = List.copyOf(frames);
    }

    /** The same prompt as its frame sees it. */
    public Sighting of(Subject other) {
        return new Sighting(other, client, account, longAnswer, fingerprint, pieces, frames);
    }
}
