package io.antidistill.streams.generation;

import io.antidistill.registry.RegistryUnreachableException;
import io.antidistill.schema.Topic;
import io.antidistill.streams.policy.ControlTable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/**
 * A global table of raw records, decoded when looked at. So a record that cannot be read stops nothing, replaces what
 * stood there before, and is seen as unreadable instead of being skipped.
 *
 * <p>For one thread. {@link RegistryUnreachableException} passes through: then nothing is known about the record.
 */
final class RawTable<V> implements ControlTable<V> {
    private record Decoded<V>(byte[] raw, Entry<V> entry) {}

    private final Topic<String, V> topic;
    private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<byte[]>> store;
    private final Map<String, Decoded<V>> cache = new HashMap<>();

    RawTable(Topic<String, V> topic, ReadOnlyKeyValueStore<String, ValueAndTimestamp<byte[]>> store) {
        this.topic = topic;
        this.store = store;
    }

    @Override
    public Entry<V> get(String key) {
        byte[] raw = ValueAndTimestamp.getValueOrNull(store.get(key));
        if (raw == null) {
            cache.remove(key);
            return Entry.absent();
        }
        return decode(key, raw);
    }

    @Override
    public Map<String, V> readable() {
        Map<String, V> readable = new TreeMap<>();
        try (KeyValueIterator<String, ValueAndTimestamp<byte[]>> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, ValueAndTimestamp<byte[]>> next = all.next();
                V value = decode(next.key, next.value.value()).value();
                if (value != null) {
                    readable.put(next.key, value);
                }
            }
        }
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
