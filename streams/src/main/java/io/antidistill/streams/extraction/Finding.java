package io.antidistill.streams.extraction;

import io.antidistill.schema.RiskLevel;
import java.util.List;
import java.util.Objects;

/**
 * That a client or group looks suspicious. Immutable.
 *
 * @param key whom it is about: a key of {@code client-risk}
 * @param level ELEVATED or HIGH
 * @param score of the subject
 * @param evidence for people
 * @param signals for programs
 */
public record Finding(String key, RiskLevel level, double score, String evidence, List<Signal> signals) {
    public Finding {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(evidence, "evidence");
        signals = List.copyOf(signals);
    }

    /** What an assessment of a subject means for the client whose prompt was seen, or for the group. */
    public static Finding of(Sighting sighting, Assessment assessment) {
        boolean frame = sighting.subject().kind() == Subject.Kind.FRAME;
        return new Finding(
                frame ? sighting.client() : sighting.subject().key(),
                assessment.level(),
                assessment.score(),
                assessment.evidence(),
                assessment.signals());
    }
}
