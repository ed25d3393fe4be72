package io.antidistill.streams.extraction;

import java.util.Objects;

/**
 * What counts about a subject's use of the last day. Immutable.
 *
 * @param kind of the subject
 * @param prompts answered
 * @param longShare part of them with long answers, 0 to 1
 * @param harvest long answers to different questions; near-duplicates count for what is new in them
 * @param accounts different clients; 1 for a client
 * @param regularity how normal the distances between prompts are, 0 to 1
 * @param volume prompts of the busiest slice, in multiples of what clients usually have
 */
public record Features(
        Subject.Kind kind,
        double prompts,
        double longShare,
        double harvest,
        double accounts,
        double regularity,
        double volume) {
    /** Runs of three words that a question has to bring to count as a whole new one. */
    static final double PIECES_OF_A_QUESTION = 32;

    public Features {
        Objects.requireNonNull(kind, "kind");
    }

    /**
     * @param day all slices of the last day together
     * @param busiest prompts of the slice that has most
     * @param population of the last day
     */
    static Features of(Subject.Kind kind, Tally day, long busiest, Population population) {
        boolean client = kind == Subject.Kind.CLIENT;
        return new Features(
                kind,
                day.prompts(),
                (double) day.longAnswers() / Math.max(1, day.prompts()),
                Math.min(day.longAnswers(), day.coverage().estimate() / PIECES_OF_A_QUESTION),
                client ? 1 : day.accounts().estimate(),
                client ? day.spacing().regularity() : 0,
                client ? busiest / population.typical() : 0);
    }
}
