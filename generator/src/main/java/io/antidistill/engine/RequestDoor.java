package io.antidistill.engine;

import java.time.Instant;
import java.util.Optional;

/** What is refused at once because it cannot be served. Immutable. */
final class RequestDoor {
    private final EngineModels models;
    private final int contextLength;

    RequestDoor(EngineModels models, int contextLength) {
        this.models = models;
        this.contextLength = contextLength;
    }

    /** Why the request is refused; empty if it may wait for a slot. */
    Optional<GenerationFailure> refusal(Ticket ticket) {
        GenerationRequest request = ticket.request();
        int prompt = request.promptIds().length;
        if (prompt + 1 > contextLength) {
            return refused(
                    GenerationFailure.Reason.PROMPT_TOO_LONG,
                    "the prompt has " + prompt + " tokens and the context " + contextLength
                            + ": shorten the prompt or give the engine a longer context");
        }
        if (request.sampling().lambda() > 0 && !models.canProtect()) {
            return refused(
                    GenerationFailure.Reason.PROTECTION_UNAVAILABLE,
                    "lambda is " + request.sampling().lambda()
                            + " and the engine has no proxy with a poison direction: start it with both");
        }
        if (request.expired(Instant.now())) {
            return refused(
                    GenerationFailure.Reason.DEADLINE_EXCEEDED,
                    "the deadline " + request.deadline().orElseThrow()
                            + " had passed when the request was offered: give it a later one");
        }
        if (ticket.wantsText() && models.textOrNull() == null) {
            return refused(
                    GenerationFailure.Reason.INTERNAL,
                    "stop strings and text need a tokenizer and the teacher has none: add tokenizer.json to its directory");
        }
        return unknownToken("prompt", request.promptIds())
                .or(() -> request.forcing().flatMap(forcing -> unknownToken("answer prefix", forcing.prefixIds())));
    }

    private Optional<GenerationFailure> unknownToken(String where, int[] ids) {
        for (int token : ids) {
            if (token < 0 || token >= models.vocabularySize()) {
                return refused(
                        GenerationFailure.Reason.INTERNAL,
                        where + " token " + token + " is not in the teacher's vocabulary of " + models.vocabularySize()
                                + ": tokenize the " + where + " with the teacher's tokenizer");
            }
        }
        return Optional.empty();
    }

    private static Optional<GenerationFailure> refused(GenerationFailure.Reason reason, String message) {
        return Optional.of(new GenerationFailure(reason, message));
    }
}
