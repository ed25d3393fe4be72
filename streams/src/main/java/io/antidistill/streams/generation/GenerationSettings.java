package io.antidistill.streams.generation;

import java.time.Duration;

/**
 * How the processors pace themselves. Immutable.
 *
 * @param storage where stores keep their data; every store has a changelog topic whatever this says
 * @param maxPending prompts that a task keeps before it slows consumption
 * @param longestWait most time that consumption is held up between two ticks; well below {@code transaction.timeout.ms}
 * @param tick how often finished answers are published and waiting prompts handed over
 * @param retention how long the ids of answered prompts are remembered
 * @param largestPrompt most bytes of a prompt's record
 * @param maxFailures engine failures on one prompt before it is set aside
 * @param maxInterruptions how often a prompt may be in an engine when its task ends before it is set aside
 * @param firstBackoff pause before the first repetition, doubled before each further one
 * @param longestBackoff where doubling ends
 */
public record GenerationSettings(
        Storage storage,
        int maxPending,
        Duration longestWait,
        Duration tick,
        Duration retention,
        int largestPrompt,
        int maxFailures,
        int maxInterruptions,
        Duration firstBackoff,
        Duration longestBackoff) {

    /** Most bytes that a prompt's record may be allowed: entry and trace must fit into a record of Kafka's default size. */
    private static final int LARGEST_PROMPT = 450_000;

    /** Where stores keep their data. */
    public enum Storage {
        /** RocksDB in the state directory. */
        PERSISTENT,
        /** The heap: quicker to recover while little is pending. */
        MEMORY
    }

    /** @throws IllegalArgumentException for a value outside its range */
    public GenerationSettings {
        require(maxPending >= 1, maxPending, "maxPending", "at least one prompt must be able to wait");
        requirePositive(longestWait, "longestWait");
        requirePositive(tick, "tick");
        requirePositive(retention, "retention");
        requirePositive(firstBackoff, "firstBackoff");
        requirePositive(longestBackoff, "longestBackoff");
        require(
                largestPrompt >= 1 && largestPrompt <= LARGEST_PROMPT,
                largestPrompt,
                "largestPrompt",
                "it must be between 1 and " + LARGEST_PROMPT + " bytes");
        require(maxFailures >= 1, maxFailures, "maxFailures", "it counts from 1");
        require(maxInterruptions >= 1, maxInterruptions, "maxInterruptions", "it counts from 1");
    }

    /** Settings for a service of its own. */
    public static GenerationSettings defaults() {
        return new GenerationSettings(
                Storage.PERSISTENT,
                1_000,
                Duration.ofMillis(500),
                Duration.ofMillis(20),
                Duration.ofDays(7),
                256 * 1024,
                3,
                10,
                Duration.ofSeconds(1),
                Duration.ofMinutes(1));
    }

    /** These settings with that storage. */
    public GenerationSettings with(Storage other) {
        return new GenerationSettings(
                other,
                maxPending,
                longestWait,
                tick,
                retention,
                largestPrompt,
                maxFailures,
                maxInterruptions,
                firstBackoff,
                longestBackoff);
    }

    /** These settings with that many pending prompts. */
    public GenerationSettings withMaxPending(int most) {
        return new GenerationSettings(
                storage,
                most,
                longestWait,
                tick,
                retention,
                largestPrompt,
                maxFailures,
                maxInterruptions,
                firstBackoff,
                longestBackoff);
    }

    /** The pause before a prompt's next hand-over. */
    Duration backoff(int handOvers) {
        int doublings = Math.min(Math.max(handOvers - 1, 0), 20); // 2^20 pauses are beyond any longest pause
        Duration pause = firstBackoff.multipliedBy(1L << doublings);
        return pause.compareTo(longestBackoff) < 0 ? pause : longestBackoff;
    }

    private static void requirePositive(Duration value, String name) {
        require(!value.isNegative() && !value.isZero(), value, name, "it must be above 0");
    }

    private static void require(boolean holds, Object value, String name, String reason) {
        if (!holds) {
            throw new IllegalArgumentException("invalid value " + value + " for " + name + ": " + reason);
        }
    }
}
