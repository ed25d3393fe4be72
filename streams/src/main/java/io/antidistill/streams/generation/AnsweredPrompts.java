package io.antidistill.streams.generation;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/** The ids of prompts that have their trace, remembered for the retention. For the stream thread. */
final class AnsweredPrompts {
    private static final byte[] NOTHING = new byte[0];

    private final WindowStore<String, byte[]> store;
    private final Duration retention;

    AnsweredPrompts(WindowStore<String, byte[]> store, Duration retention) {
        this.store = store;
        this.retention = retention;
    }

    /** A window store because it drops what is old in whole segments, on disk and in its changelog topic. */
    static StoreBuilder<WindowStore<String, byte[]>> store(String name, boolean persistent, Duration retention) {
        return Stores.windowStoreBuilder(
                persistent
                        ? Stores.persistentWindowStore(name, retention, retention, false)
                        : Stores.inMemoryWindowStore(name, retention, retention, false),
                Serdes.String(),
                Serdes.ByteArray());
    }

    boolean contains(String promptId, Instant now) {
        try (WindowStoreIterator<byte[]> found = store.fetch(promptId, now.minus(retention), now)) {
            return found.hasNext();
        }
    }

    void add(String promptId, Instant now) {
        store.put(promptId, NOTHING, now.toEpochMilli());
    }
}
