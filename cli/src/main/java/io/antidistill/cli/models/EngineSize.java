package io.antidistill.cli.models;

import io.antidistill.engine.EngineConfig;
import io.antidistill.engine.ScoreKind;
import java.util.Optional;

/**
 * How much an engine of a service takes on at once. Immutable.
 *
 * @param slots prompts answered at once; empty for the default, or where memory decides
 * @param cacheMemory bytes for keys and values, instead of a number of slots
 * @param contextLength most tokens of prompt and answer together, cut to what the teacher allows
 */
public record EngineSize(Optional<Integer> slots, Optional<Long> cacheMemory, int contextLength) {
    public static final int DEFAULT_SLOTS = 16;

    public EngineSize {
        if (slots.isPresent() && cacheMemory.isPresent()) {
            throw new IllegalArgumentException("--slots and --cache-memory exclude each other: give one");
        }
        if (slots.isPresent() && slots.get() < 1) {
            throw new IllegalArgumentException(
                    "invalid value " + slots.get() + " for --slots: at least one prompt is answered at once");
        }
        if (contextLength < 2) {
            throw new IllegalArgumentException("invalid value " + contextLength
                    + " for --context-length: a prompt and its answer have at least one token each");
        }
    }

    /**
     * The engine's settings for these models.
     *
     * @throws IllegalArgumentException if not even one slot fits the memory, saying what it takes
     */
    public EngineConfig of(LoadedModels models) {
        int count = cacheMemory
                .map(bytes -> models.slotsWithin(bytes, contextLength, ScoreKind.FORWARD))
                .orElseGet(() -> slots.orElse(DEFAULT_SLOTS));
        return models.engineConfig(count, contextLength);
    }
}
