package io.antidistill.engine;

import io.antidistill.derivative.Combine;
import io.antidistill.guard.AnswerForcing;
import io.antidistill.guard.TiltRules;
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
 * @param stopStrings the answer ends before the first of these that it would contain; at most 16, each of 1 to 256 characters
 * @param priority who waits for a slot behind whom
 * @param tilt where in the answer the tilt may act, and how far
 * @param forcing how an answer that does not reach its answer marker is brought to one; it is left as it is where there is no room for that
 * @param combine what is made of several proxies' scores; empty for what the engine was started with
 * @param deadline after this there is no answer any more: the request fails with DEADLINE_EXCEEDED, waiting or running
 */
public record GenerationRequest(
        int[] promptIds,
        SamplingSettings sampling,
        long seed,
        int maxNewTokens,
        List<String> stopStrings,
        TiltRules tilt,
        Optional<AnswerForcing> forcing,
        Priority priority,
        Optional<Instant> deadline,
        Optional<Combine> combine) {
    /** Most stop strings. */
    public static final int MOST_STOP_STRINGS = 16;

    /** Most characters of a stop string. */
    public static final int LONGEST_STOP_STRING = 256;

    /** @throws IllegalArgumentException for an empty prompt, no token to generate, an empty stop string or too many */
    public GenerationRequest {
        Objects.requireNonNull(sampling, "sampling");
        Objects.requireNonNull(tilt, "tilt");
        Objects.requireNonNull(forcing, "forcing");
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(deadline, "deadline");
        Objects.requireNonNull(combine, "combine");
        Ranges.require(promptIds.length > 0, "[]", "promptIds", "a prompt has at least one token");
        Ranges.require(maxNewTokens >= 1, maxNewTokens, "maxNewTokens", "an answer has at least one token");
        promptIds = promptIds.clone();
        stopStrings = List.copyOf(stopStrings);
        Ranges.require(
                stopStrings.size() <= MOST_STOP_STRINGS,
                stopStrings.size() + " strings",
                "stopStrings",
                "there may be at most " + MOST_STOP_STRINGS);
        for (String stop : stopStrings) {
            Ranges.require(!stop.isEmpty(), "\"\"", "stopStrings", "an empty text is found everywhere");
            Ranges.require(
                    stop.length() <= LONGEST_STOP_STRING,
                    stop.length() + " characters",
                    "stopStrings",
                    "each may have at most " + LONGEST_STOP_STRING);
        }
    }

    /** Without stop strings, rules for the tilt or a deadline, at normal priority. */
    public GenerationRequest(int[] promptIds, SamplingSettings sampling, long seed, int maxNewTokens) {
        this(
                promptIds,
                sampling,
                seed,
                maxNewTokens,
                List.of(),
                TiltRules.UNLIMITED,
                Optional.empty(),
                Priority.NORMAL,
                Optional.empty(),
                Optional.empty());
    }

    /** This request with stop strings. */
    public GenerationRequest withStopStrings(List<String> strings) {
        return new GenerationRequest(
                promptIds, sampling, seed, maxNewTokens, strings, tilt, forcing, priority, deadline, combine);
    }

    /** This request with rules for the tilt. */
    public GenerationRequest withTilt(TiltRules rules) {
        return new GenerationRequest(
                promptIds, sampling, seed, maxNewTokens, stopStrings, rules, forcing, priority, deadline, combine);
    }

    /** This request with a final answer in any case. */
    public GenerationRequest withForcing(AnswerForcing answer) {
        return new GenerationRequest(
                promptIds,
                sampling,
                seed,
                maxNewTokens,
                stopStrings,
                tilt,
                Optional.of(answer),
                priority,
                deadline,
                combine);
    }

    /** Whether the answer has to be decoded while it is drawn. */
    boolean needsText() {
        return !stopStrings.isEmpty() || tilt.needText() || forcing.isPresent();
    }

    /** This request at another priority. */
    public GenerationRequest withPriority(Priority other) {
        return new GenerationRequest(
                promptIds, sampling, seed, maxNewTokens, stopStrings, tilt, forcing, other, deadline, combine);
    }

    /** This request with a deadline. */
    public GenerationRequest withDeadline(Instant instant) {
        return new GenerationRequest(
                promptIds,
                sampling,
                seed,
                maxNewTokens,
                stopStrings,
                tilt,
                forcing,
                priority,
                Optional.of(instant),
                combine);
    }

    /** This request with a word on what is made of several proxies' scores. */
    public GenerationRequest withCombine(Combine choice) {
        return new GenerationRequest(
                promptIds,
                sampling,
                seed,
                maxNewTokens,
                stopStrings,
                tilt,
                forcing,
                priority,
                deadline,
                Optional.of(choice));
    }

    /** Whether the deadline, if there is one, has passed. */
    boolean expired(Instant now) {
        return deadline.isPresent() && !now.isBefore(deadline.get());
    }
}
