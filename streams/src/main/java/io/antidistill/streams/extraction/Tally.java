package io.antidistill.streams.extraction;

import java.util.Objects;

/**
 * What is kept about a subject's use in one slice of time. Immutable; at most 2.5 KB whatever is counted.
 *
 * @param prompts answered prompts
 * @param longAnswers those with a long answer
 * @param coverage different runs of three words in the prompts that got long answers
 * @param frames what the prompts' frames were; counted for tenants only
 * @param accounts different clients; counted for groups and frames only
 * @param spacing how far prompts are from those before; kept for single clients only
 */
public record Tally(
        long prompts,
        long longAnswers,
        DistinctCount coverage,
        FrequentFrames frames,
        DistinctCount accounts,
        Spacing spacing) {

    /** Nothing seen. */
    public static final Tally NONE =
            new Tally(0, 0, DistinctCount.NONE, FrequentFrames.NONE, DistinctCount.NONE, Spacing.NONE);

    public Tally {
        Objects.requireNonNull(coverage, "coverage");
        Objects.requireNonNull(frames, "frames");
        Objects.requireNonNull(accounts, "accounts");
        Objects.requireNonNull(spacing, "spacing");
    }

    /** With one more prompt. */
    public Tally plus(Sighting sighting) {
        boolean client = sighting.subject().kind() == Subject.Kind.CLIENT;
        return new Tally(
                prompts + 1,
                longAnswers + (sighting.longAnswer() ? 1 : 0),
                sighting.longAnswer() ? coverage.plus(sighting.pieces()) : coverage,
                sighting.subject().kind() == Subject.Kind.TENANT ? frames.plus(sighting.frames()) : frames,
                client ? accounts : accounts.plus(sighting.account()),
                client ? spacing.plus(sighting.fingerprint()) : spacing);
    }

    /** Both together; the other is the later one. */
    public Tally plus(Tally later) {
        return new Tally(
                prompts + later.prompts,
                longAnswers + later.longAnswers,
                coverage.plus(later.coverage),
                frames.plus(later.frames),
                accounts.plus(later.accounts),
                spacing.plus(later.spacing));
    }
}
