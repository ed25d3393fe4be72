package io.antidistill.schema;

import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;

/**
 * A topic's full name and how its records are written and read. Immutable; thread-safe, as the serdes of this project
 * are.
 *
 * @param name full name, prefix included
 * @param keySerde for the records' keys
 * @param valueSerde for the records' values
 */
public record Topic<K, V>(String name, Serde<K> keySerde, Serde<V> valueSerde) {
    /** Refuses names that Kafka would refuse. */
    public Topic {
        Objects.requireNonNull(keySerde, "keySerde");
        Objects.requireNonNull(valueSerde, "valueSerde");
        if (!name.matches("[a-zA-Z0-9._-]{1,249}") || name.matches("\\.{1,2}")) {
            throw new IllegalArgumentException("invalid value \"" + name
                    + "\" for topic name: only letters, digits, '.', '_' and '-', at most 249 of them");
        }
    }
}
