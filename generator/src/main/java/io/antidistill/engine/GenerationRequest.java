package io.antidistill.engine;

import io.antidistill.sampling.SamplingSettings;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One prompt to answer. The answer depends on this record and the models alone, never on what else is running. Stop
 * tokens are the teacher's. Immutable: the array is copied and must not be written to.
 *
 * @param promptIds the prompt's tokens, at least one
 * @param sampling how to sample
 * @param seed of the draw's noise; the position in it is the number of tokens drawn before
 * @param maxNewTokens most tokens of the answer; cut to what the context has room for
 * @param stopStrings the answer ends before the first of these that it would contain; at most 16, none empty
 * @param priority who waits for a slot behind whom
 * @param deadline after this there is no answer any more: the request fails with DEADLINE_EXCEEDED, waiting or running
 */
public record GenerationRequest(
        int[] promptIds,
        SamplingSettings sampling,
        long seed,
        int maxNewTokens,
        List<String> stopStrings,
        Priority priority,
        Optional<Instant> deadline) {
    private static final int MOST_STOP_STRINGS = 16;

    /** @throws IllegalArgumentException for an empty prompt, no token to generate, an empty stop string or too many */
    public GenerationRequest {
        Objects.requireNonNull(sampling, "sampling");
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(deadline, "deadline");
        Ranges.require(promptIds.length > 0, "[]", "promptIds", "a prompt has at least one token");
        Ranges.require(maxNewTokens >= 1, maxNewTokens, "maxNewTokens", "an answer has at least one token");
        promptIds = promptIds.clone();
        stopStrings = List.copyOf(stopStrings);
        Ranges.require(
                stopStrings.size() <= MOST_STOP_STRINGS,
                stopStrings.size() + " strings",
                "stopStrings",
                "there may be at most " + MOST_STOP_STRINGS);
        Ranges.require(!stopStrings.contains(""), "\"\"", "stopStrings", "an empty text is found everywhere");
    }

    /** Without stop strings or a deadline, at normal priority. */
    public GenerationRequest(int[] promptIds, SamplingSettings sampling, long seed, int maxNewTokens) {
        this(promptIds, sampling, seed, maxNewTokens, List.of(), Priority.NORMAL, Optional.empty());
    }

    /** This request with stop strings. */
    public GenerationRequest withStopStrings(List<String> strings) {
        return new GenerationRequest(promptIds, sampling, seed, maxNewTokens, strings, priority, deadline);
    }

    /** This request at another priority. */
    public GenerationRequest withPriority(Priority other) {
        return new GenerationRequest(promptIds, sampling, seed, maxNewTokens, stopStrings, other, deadline);
    }

    /** This request with a deadline. */
    public GenerationRequest withDeadline(Instant instant) {
        return new GenerationRequest(
                promptIds, sampling, seed, maxNewTokens, stopStrings, priority, Optional.of(instant));
    }

    /** Whether the deadline, if there is one, has passed. */
    boolean expired(Instant now) {
        return deadline.isPresent() && !now.isBefore(deadline.get());
    }
}
