package io.antidistill.streams.extraction;

import io.antidistill.schema.ClientRisk;
import io.antidistill.schema.RiskLevel;
import io.antidistill.schema.RiskSignal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * When a finding becomes a verdict. A verdict is never lowered while it holds: it lapses, and by then there must be new
 * evidence. So a client cannot get rid of one by behaving otherwise for an hour. Pure and thread-safe.
 */
public final class Verdicts {
    /** How long a verdict holds. */
    public static final Duration HOLD = Duration.ofHours(24);

    /** The name under which the detector writes. */
    public static final String DETECTOR = "detector";

    /**
     * What has been said last. Immutable.
     *
     * @param level the verdict
     * @param until when it lapses, in milliseconds
     */
    public record InForce(RiskLevel level, long until) {
        public InForce {
            Objects.requireNonNull(level, "level");
        }

        /** What that verdict says. */
        public static InForce of(ClientRisk verdict) {
            return new InForce(verdict.getLevel(), verdict.getUntil().toEpochMilli());
        }
    }

    private Verdicts() {}

    /**
     * @param before the latest verdict on the same key, or null
     * @param at when the finding was made, in milliseconds
     * @return a verdict to write; empty if the one before says enough
     */
    public static Optional<ClientRisk> next(InForce before, Finding finding, long at) {
        if (finding.level() == RiskLevel.NORMAL) {
            return Optional.empty();
        }
        if (before != null && at < before.until()) {
            int change = finding.level().compareTo(before.level());
            boolean fresh = at + HOLD.toMillis() / 2 < before.until();
            if (change < 0 || change == 0 && fresh) {
                return Optional.empty();
            }
        }
        return Optional.of(verdict(finding, Instant.ofEpochMilli(at)));
    }

    private static ClientRisk verdict(Finding finding, Instant at) {
        return ClientRisk.newBuilder()
                .setClient(finding.key())
                .setLevel(finding.level())
                .setEvidence(finding.evidence())
                .setUntil(at.plus(HOLD))
                .setIssuedBy(DETECTOR)
                .setIssuedAt(at)
                .setScore(finding.score())
                .setSignals(finding.signals().stream()
                        .map(signal ->
                                new RiskSignal(signal.name(), signal.value(), signal.threshold(), signal.points()))
                        .toList())
                .build();
    }
}
