package io.antidistill.streams.generation;

import io.antidistill.streams.deadletter.OriginalRecord;
import java.util.Objects;

/**
 * A prompt that has been accepted and not yet answered, as the pending store keeps it. Immutable.
 *
 * @param original the record as it came; it is read anew at each hand-over
 * @param decision how it is answered, null until the first hand-over
 * @param handOvers how often it was handed to an engine
 * @param failures how often an engine failed on it
 * @param interruptions how often its task had ended while an engine had it, at the last hand-over
 * @param inFlight whether an engine has it
 * @param standing its place among those that wait; null until it has been read
 */
record PendingPrompt(
        OriginalRecord original,
        Decision decision,
        int handOvers,
        int failures,
        int interruptions,
        boolean inFlight,
        Standing standing) {

    PendingPrompt {
        Objects.requireNonNull(original, "original");
    }

    /** @param standing null if the record could not be read yet */
    static PendingPrompt accepted(OriginalRecord original, Standing standing) {
        return new PendingPrompt(original, null, 0, 0, 0, false, standing);
    }

    /** To be asked before a hand-over: an entry that then says in flight has outlived the engine that had it. */
    int interruptionsSoFar() {
        return interruptions + (inFlight ? 1 : 0);
    }

    /** To be asked before a hand-over: whether the prompt is set aside if the engine or its process ends once more with it. */
    boolean onLastAttempt(GenerationSettings settings) {
        return failures + 1 >= settings.maxFailures() && failures > 0
                || interruptionsSoFar() + 1 >= settings.maxInterruptions() && interruptionsSoFar() > 0;
    }

    /** What is known of its place in the line. */
    Standing standingSoFar() {
        return standing == null ? Standing.USUAL : standing;
    }

    PendingPrompt handedOver(Decision frozen, Standing place) {
        return new PendingPrompt(original, frozen, handOvers + 1, failures, interruptionsSoFar(), true, place);
    }

    PendingPrompt cameBack() {
        return new PendingPrompt(original, decision, handOvers, failures, interruptions, false, standing);
    }

    PendingPrompt failed() {
        return new PendingPrompt(original, decision, handOvers, failures + 1, interruptions, false, standing);
    }
}
