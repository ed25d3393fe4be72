package io.antidistill.registry;

import java.time.Duration;

/**
 * When to try again. Immutable.
 *
 * @param total longest time for one question
 * @param retries rounds after the first
 * @param firstPause before the first repetition; doubled before each further one
 * @param longestPause where doubling ends
 */
record RetrySchedule(Duration total, int retries, Duration firstPause, Duration longestPause) {
    static RetrySchedule of(AvroSerdeConfig config) {
        return new RetrySchedule(
                Duration.ofMillis(config.getInt(AvroSerdeConfig.TOTAL_TIMEOUT_MS)),
                config.getInt(AvroSerdeConfig.MAX_RETRIES),
                Duration.ofMillis(config.getInt(AvroSerdeConfig.RETRY_WAIT_MS)),
                Duration.ofMillis(config.getInt(AvroSerdeConfig.RETRY_MAX_WAIT_MS)));
    }

    /** The pause before the n-th repetition, counted from 1. */
    Duration pauseBefore(int repetition) {
        long doublings = Math.min(repetition - 1, 20); // 2^20 pauses are beyond any longest pause
        return Duration.ofMillis(Math.min(firstPause.toMillis() << doublings, longestPause.toMillis()));
    }
}
