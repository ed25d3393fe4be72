package io.antidistill.streams.generation;

import io.antidistill.engine.Priority;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A prompt's place among those that wait. Fixed when the prompt is first read, so that a later policy neither revives nor
 * kills what waits. Immutable.
 *
 * @param priority who goes first
 * @param deadlineMillis after this there is no answer any more; null for no deadline
 */
record Standing(Priority priority, Long deadlineMillis) {
    static final Standing USUAL = new Standing(Priority.NORMAL, null);

    Standing {
        Objects.requireNonNull(priority, "priority");
    }

    Optional<Instant> deadline() {
        return Optional.ofNullable(deadlineMillis).map(Instant::ofEpochMilli);
    }

    boolean expired(Instant now) {
        return deadlineMillis != null && now.toEpochMilli() >= deadlineMillis;
    }
}
