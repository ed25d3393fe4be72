package io.antidistill.registry;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads records in Confluent's wire format: into generated classes where {@code specific.avro.reader=true}, by the
 * class's own schema, so that older and newer writers are understood; otherwise into generic records, by the writer's
 * schema. Null stays null (a tombstone). Thread-safe once configured.
 */
public final class AvroDeserializer<T extends GenericContainer> implements Deserializer<T> {
    static {
        TrustedClasses.install();
    }

    private final Optional<Schema> expected;
    private volatile SchemaRegistryClient registry;
    private volatile boolean specific;

    /** For Kafka, which calls {@link #configure} next. The generated class is found by the writer's record name. */
    public AvroDeserializer() {
        this.expected = Optional.empty();
    }

    /** Reads one generated class; a record that cannot be turned into it is malformed. */
    AvroDeserializer(Class<T> type, SchemaRegistryClient registry) {
        this.expected = Optional.of(SpecificData.get().getSchema(type));
        this.registry = registry;
        this.specific = true;
    }

    Optional<Schema> expected() {
        return expected;
    }

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        registry = SchemaRegistryClient.of(settings);
        specific = expected.isPresent() || new AvroSerdeConfig(settings).getBoolean(AvroSerdeConfig.SPECIFIC_READER);
    }

    /**
     * @throws UnknownSchemaException if the registry does not have the record's schema
     * @throws MalformedRecordException if the bytes are not such a record, whatever the reason
     * @throws RegistryUnreachableException if the record may be sound but no registry answers
     */
    @Override
    public T deserialize(String topic, byte[] data) {
        if (data == null) {
            return null;
        }
        int id = WireFormat.schemaId(data);
        Schema writer = registry.byId(id)
                .orElseThrow(() -> new UnknownSchemaException("the registry has no schema " + id + "; the record on "
                        + topic + " was written with another registry, or is damaged"));
        BinaryDecoder decoder = DecoderFactory.get()
                .binaryDecoder(data, WireFormat.HEADER_BYTES, data.length - WireFormat.HEADER_BYTES, null);
        try {
            T record = reader(writer).read(null, decoder);
            if (!decoder.isEnd()) {
                throw new MalformedRecordException("the record on " + topic + " goes on after its end");
            }
            return record;
        } catch (IOException | RuntimeException e) {
            // Avro reports damage by many exceptions, of which index and cast errors are no rarity.
            throw e instanceof MalformedRecordException malformed
                    ? malformed
                    : new MalformedRecordException(
                            "the record on " + topic + " cannot be read as "
                                    + expected.orElse(writer).getFullName() + ": " + e,
                            e);
        }
    }

    private DatumReader<T> reader(Schema writer) {
        return specific
                ? new BoundedReader.Specific<>(writer, expected.orElseGet(() -> generatedFor(writer)))
                : new BoundedReader.Generic<>(writer);
    }

    private static Schema generatedFor(Schema writer) {
        Class<?> type = SpecificData.get().getClass(writer);
        if (type == null || !SpecificRecord.class.isAssignableFrom(type)) {
            throw new MalformedRecordException("there is no generated class for " + writer.getFullName() + "; set "
                    + AvroSerdeConfig.SPECIFIC_READER + "=false to read generic records");
        }
        return SpecificData.get().getSchema(type);
    }
}
