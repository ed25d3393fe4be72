package io.antidistill.streams.generation;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets one prompt of this instance at a time have its last attempt.
 *
 * <p>An engine that dies takes all its requests with it, and each of them counts a failure: they cannot be told apart from
 * the one that it died of. So those with one attempt left go in one after the other, among others that have more; if the
 * engine dies again, it was that one. Thread-safe.
 */
public final class LastAttempts {
    private final AtomicReference<Object> holder = new AtomicReference<>();

    /** @return false while another prompt has its last attempt, of the same owner or not */
    boolean begin(Object owner) {
        return holder.compareAndSet(null, owner);
    }

    /** Does nothing where the owner has none. */
    void end(Object owner) {
        holder.compareAndSet(owner, null);
    }
}
