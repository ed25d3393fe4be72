package io.antidistill.streams.generation;

import io.antidistill.registry.RegistryUnreachableException;
import io.antidistill.schema.Topic;
import io.antidistill.streams.policy.ControlTable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/**
 * A table of raw records, decoded when looked at. So a record that cannot be read stops nothing, replaces what
 * stood there before, and is seen as unreadable instead of being skipped.
 *
 * <p>For one thread. {@link RegistryUnreachableException} passes through: then nothing is known about the record.
 */
final class RawTable<V> implements ControlTable<V> {
    /** Where the raw records are. */
    interface Records {
        /** The record under the key, or null. */
        byte[] get(String key);

        void forEach(BiConsumer<String, byte[]> each);

        /** Those of a store. */
        static Records of(ReadOnlyKeyValueStore<String, ValueAndTimestamp<byte[]>> store) {
            return new Records() {
                @Override
                public byte[] get(String key) {
                    return ValueAndTimestamp.getValueOrNull(store.get(key));
                }

                @Override
                public void forEach(BiConsumer<String, byte[]> each) {
                    try (KeyValueIterator<String, ValueAndTimestamp<byte[]>> all = store.all()) {
                        while (all.hasNext()) {
                            KeyValue<String, ValueAndTimestamp<byte[]>> next = all.next();
                            each.accept(next.key, next.value.value());
                        }
                    }
                }
            };
        }

        /** Those of a map. */
        static Records of(Map<String, byte[]> map) {
            return new Records() {
                @Override
                public byte[] get(String key) {
                    return map.get(key);
                }

                @Override
                public void forEach(BiConsumer<String, byte[]> each) {
                    map.forEach(each);
                }
            };
        }
    }

    private record Decoded<V>(byte[] raw, Entry<V> entry) {}

    private final Topic<String, V> topic;
    private final Records records;
    private final Map<String, Decoded<V>> cache = new HashMap<>();

    RawTable(Topic<String, V> topic, Records records) {
        this.topic = topic;
        this.records = records;
    }

    @Override
    public Entry<V> get(String key) {
        byte[] raw = records.get(key);
        if (raw == null) {
            cache.remove(key);
            return Entry.absent();
        }
        return decode(key, raw);
    }

    @Override
    public Map<String, V> readable() {
        Map<String, V> readable = new TreeMap<>();
        records.forEach((key, raw) -> {
            V value = decode(key, raw).value();
            if (value != null) {
                readable.put(key, value);
            }
        });
        return readable;
    }

    private Entry<V> decode(String key, byte[] raw) {
        Decoded<V> cached = cache.get(key);
        if (cached != null && Arrays.equals(cached.raw(), raw)) {
            return cached.entry();
        }
        Entry<V> entry;
        try {
            entry = Entry.of(topic.valueSerde().deserializer().deserialize(topic.name(), raw));
        } catch (RegistryUnreachableException e) {
            throw e;
        } catch (SerializationException e) {
            // Not cached: a schema that the registry does not know yet may be known soon.
            return Entry.unreadable(e.getMessage());
        }
        cache.put(key, new Decoded<>(raw, entry));
        return entry;
    }
}
