package io.antidistill.registry;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Schema ids that the registry did not know a moment ago. A producer of rubbish must not cost one question per record;
 * a schema that reaches a registry's replica late must not stay unknown. So: few of them, for a short time.
 */
final class UnknownIds {
    private static final int MOST = 1_000;
    private static final long LIFETIME_NANOS = Duration.ofSeconds(5).toNanos();

    private final Map<Integer, Long> addedAt = new LinkedHashMap<>();

    synchronized boolean contains(int id) {
        Long at = addedAt.get(id);
        return at != null && System.nanoTime() - at < LIFETIME_NANOS;
    }

    synchronized void add(int id) {
        addedAt.remove(id); // so that insertion order stays age order
        addedAt.put(id, System.nanoTime());
        if (addedAt.size() > MOST) {
            Iterator<Integer> oldest = addedAt.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
