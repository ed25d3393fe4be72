package io.antidistill.engine;

import java.util.Objects;

/**
 * Size of an engine. Immutable.
 *
 * @param slots how many requests run at once
 * @param contextLength most tokens of prompt and answer together
 * @param queueCapacity how many requests may wait for a slot
 * @param score how the poison score is computed
 * @param epsilon step of the finite difference; unused in forward mode
 * @param prefillChunk most prompt tokens of one step: the running answers wait no longer than that for a newcomer's prompt
 */
public record EngineConfig(
        int slots, int contextLength, int queueCapacity, ScoreKind score, double epsilon, int prefillChunk) {
    private static final int DEFAULT_CHUNK = 256;

    /** @throws IllegalArgumentException for a number outside its range */
    public EngineConfig {
        Objects.requireNonNull(score, "score");
        Ranges.require(slots >= 1, slots, "slots", "at least one request must be able to run");
        Ranges.require(contextLength >= 2, contextLength, "contextLength", "a prompt and an answer need two tokens");
        Ranges.require(queueCapacity >= 1, queueCapacity, "queueCapacity", "at least one request must be able to wait");
        Ranges.require(
                score == ScoreKind.FORWARD || (epsilon > 0 && epsilon < Double.POSITIVE_INFINITY),
                epsilon,
                "epsilon",
                "the finite difference needs a finite step above 0");
        Ranges.require(prefillChunk >= 1, prefillChunk, "prefillChunk", "a step must be able to read a prompt's token");
    }

    /** With prompts read in chunks of 256 tokens. */
    public EngineConfig(int slots, int contextLength, int queueCapacity, ScoreKind score, double epsilon) {
        this(slots, contextLength, queueCapacity, score, epsilon, DEFAULT_CHUNK);
    }

    /** This size with chunks of so many tokens. */
    public EngineConfig withPrefillChunk(int tokens) {
        return new EngineConfig(slots, contextLength, queueCapacity, score, epsilon, tokens);
    }
}
