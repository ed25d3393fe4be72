package io.antidistill.streams.generation;

import io.antidistill.engine.GenerationFailure;
import io.antidistill.schema.FailMode;
import io.antidistill.streams.deadletter.DeadLetterReason;
import java.util.Optional;

/** What follows when the engine fails on a prompt. Never an unprotected trace. Pure. */
final class FailureRule {
    private FailureRule() {}

    /** Why the prompt is set aside; empty if it stays pending and is tried again. */
    static Optional<DeadLetterReason> setAside(
            GenerationFailure.Reason failure, PendingPrompt entry, GenerationSettings settings) {
        boolean wait = entry.decision().failMode() == FailMode.WAIT;
        return switch (failure) {
            case PROMPT_TOO_LONG -> Optional.of(DeadLetterReason.PROMPT_TOO_LONG);
            case PROTECTION_UNAVAILABLE -> unless(wait, DeadLetterReason.PROTECTION_UNAVAILABLE);
            case NOT_A_NUMBER -> unless(wait, DeadLetterReason.NOT_A_NUMBER);
            case ENGINE_STOPPED -> Optional.empty(); // the prompt is not to blame
            case DEADLINE_EXCEEDED -> Optional.of(DeadLetterReason.DEADLINE_EXCEEDED);
            case INTERNAL -> unless(entry.failures() + 1 < settings.maxFailures(), DeadLetterReason.ENGINE_FAILED);
        };
    }

    /** The entry of a prompt that is tried again. */
    static PendingPrompt after(GenerationFailure.Reason failure, PendingPrompt entry) {
        return switch (failure) {
            case INTERNAL -> entry.failed();
            default -> entry.cameBack();
        };
    }

    private static Optional<DeadLetterReason> unless(boolean retry, DeadLetterReason reason) {
        return retry ? Optional.empty() : Optional.of(reason);
    }
}
