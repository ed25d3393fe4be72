package io.antidistill.streams.policy;

import java.util.Map;

/**
 * A table that operators or the monitor write and the stream reads.
 *
 * <p>Reads come from the stream thread, writes from elsewhere: two reads may differ.
 *
 * @param <V> the records in it
 */
public interface ControlTable<V> {
    /** What stands under the key. */
    Entry<V> get(String key);

    /** Everything that can be read; unreadable records are left out. */
    Map<String, V> readable();

    /**
     * One look at one key. Three cases: a value; nothing ({@code value} and {@code problem} null); a record that cannot
     * be read ({@code problem} says why).
     */
    record Entry<V>(V value, String problem) {
        /** Nothing stands there. */
        public static <V> Entry<V> absent() {
            return new Entry<>(null, null);
        }

        /** A record stands there. */
        public static <V> Entry<V> of(V value) {
            return new Entry<>(value, null);
        }

        /** Something stands there that is no such record. */
        public static <V> Entry<V> unreadable(String problem) {
            return new Entry<>(null, problem);
        }

        boolean isAbsent() {
            return value == null && problem == null;
        }
    }
}
