package io.antidistill.registry;

import java.util.Map;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** {@link AvroSerializer} and {@link AvroDeserializer} together. Thread-safe once configured. */
public final class AvroSerde<T extends GenericContainer> implements Serde<T> {
    private final AvroSerializer<T> serializer;
    private final AvroDeserializer<T> deserializer;

    /** For Kafka, which calls {@link #configure} next. */
    public AvroSerde() {
        this(new AvroSerializer<>(), new AvroDeserializer<>());
    }

    private AvroSerde(AvroSerializer<T> serializer, AvroDeserializer<T> deserializer) {
        this.serializer = serializer;
        this.deserializer = deserializer;
    }

    /** A serde for the values of one generated class, ready for use, whatever {@code specific.avro.reader} says. */
    public static <T extends SpecificRecord> AvroSerde<T> forValues(
            Class<T> type, SchemaRegistryClient registry, Map<String, ?> settings) {
        return new AvroSerde<>(new AvroSerializer<>(registry, settings, false), new AvroDeserializer<>(type, registry));
    }

    /**
     * Registers the generated class's schema for the topic, as writing the first record would; does nothing where
     * {@code auto.register.schemas=false}, or where the serde is not for one generated class.
     *
     * @throws IncompatibleSchemaException if the registry does not accept the schema
     * @throws RegistryUnreachableException if no registry answers
     */
    public void registerSchema(String topic) {
        deserializer.expected().ifPresent(schema -> serializer.registerSchema(topic, schema));
    }

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        serializer.configure(settings, isKey);
        deserializer.configure(settings, isKey);
    }

    @Override
    public Serializer<T> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<T> deserializer() {
        return deserializer;
    }
}
