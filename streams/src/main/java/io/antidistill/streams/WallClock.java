package io.antidistill.streams;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Notices that the wall clock was set back. Kafka Streams takes the time of its timers and commits from that clock: they
 * stand still until it has caught up, and only a new start gets round that. Thread-safe.
 */
final class WallClock {
    private static final long TOLERATED_MILLIS = Duration.ofSeconds(5).toMillis();

    private final LongSupplier wallMillis;
    private final LongSupplier monotonicNanos;
    private final AtomicLong furthest = new AtomicLong(Long.MIN_VALUE);

    WallClock(LongSupplier wallMillis, LongSupplier monotonicNanos) {
        this.wallMillis = wallMillis;
        this.monotonicNanos = monotonicNanos;
        wasSetBack();
    }

    static WallClock system() {
        return new WallClock(System::currentTimeMillis, System::nanoTime);
    }

    /** Whether it is seconds behind where it once was, the time that has passed not counted. */
    boolean wasSetBack() {
        long ahead = wallMillis.getAsLong() - TimeUnit.NANOSECONDS.toMillis(monotonicNanos.getAsLong());
        return furthest.accumulateAndGet(ahead, Math::max) - ahead > TOLERATED_MILLIS;
    }
}
