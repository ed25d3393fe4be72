package io.antidistill.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes generated or generic Avro records in Confluent's wire format. Null stays null (a tombstone). Thread-safe once
 * configured.
 *
 * <p>By default a new schema is registered. With {@code auto.register.schemas=false} it must be registered already;
 * with {@code use.latest.version=true} besides, the record is turned into the subject's newest schema.
 */
public final class AvroSerializer<T extends GenericContainer> implements Serializer<T> {
    static {
        TrustedClasses.install();
    }

    private volatile SchemaRegistryClient registry;
    private volatile boolean autoRegister;
    private volatile boolean useLatest;
    private volatile boolean isKey;

    /** For Kafka, which calls {@link #configure} next. */
    public AvroSerializer() {}

    AvroSerializer(SchemaRegistryClient registry, Map<String, ?> settings, boolean isKey) {
        configure(registry, settings, isKey);
    }

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        configure(SchemaRegistryClient.of(settings), settings, isKey);
    }

    private void configure(SchemaRegistryClient registry, Map<String, ?> settings, boolean isKey) {
        AvroSerdeConfig config = new AvroSerdeConfig(settings);
        this.registry = registry;
        this.autoRegister = config.getBoolean(AvroSerdeConfig.AUTO_REGISTER);
        this.useLatest = config.getBoolean(AvroSerdeConfig.USE_LATEST);
        this.isKey = isKey;
    }

    /**
     * @throws IncompatibleSchemaException if the registry does not accept or does not have the record's schema
     * @throws RegistryUnreachableException if no registry answers
     * @throws SerializationException if the record does not fit its own schema, for example by a missing field
     */
    @Override
    public byte[] serialize(String topic, T record) {
        if (record == null) {
            return null;
        }
        String subject = Subjects.of(topic, isKey);
        Schema schema = record.getSchema();
        if (autoRegister) {
            return framed(registry.register(subject, schema), encoded(schema, record));
        }
        if (useLatest) {
            RegisteredSchema latest = registry.latest(subject).orElseThrow(() -> missing(subject, schema));
            return framed(latest.id(), converted(encoded(schema, record), schema, latest));
        }
        int id = registry.lookup(subject, schema).orElseThrow(() -> missing(subject, schema));
        return framed(id, encoded(schema, record));
    }

    void registerSchema(String topic, Schema schema) {
        if (autoRegister) {
            registry.register(Subjects.of(topic, isKey), schema);
        }
    }

    private static byte[] framed(int schemaId, byte[] encoded) {
        byte[] data = new byte[WireFormat.HEADER_BYTES + encoded.length];
        System.arraycopy(WireFormat.header(schemaId), 0, data, 0, WireFormat.HEADER_BYTES);
        System.arraycopy(encoded, 0, data, WireFormat.HEADER_BYTES, encoded.length);
        return data;
    }

    private static byte[] encoded(Schema schema, GenericContainer record) {
        DatumWriter<GenericContainer> writer =
                record instanceof SpecificRecord ? new SpecificDatumWriter<>(schema) : new GenericDatumWriter<>(schema);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "the record does not fit its schema " + schema.getFullName() + ": " + e.getMessage(), e);
        }
        return out.toByteArray();
    }

    /** The same record by the newest schema, which may order its fields otherwise or have more of them. */
    private static byte[] converted(byte[] encoded, Schema schema, RegisteredSchema latest) {
        var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(latest.schema(), schema);
        if (compatibility.getType() != SchemaCompatibilityType.COMPATIBLE) {
            throw new IncompatibleSchemaException("version " + latest.version() + " of subject " + latest.subject()
                    + " cannot hold a record of " + schema.getFullName() + ": "
                    + compatibility.getResult().getIncompatibilities()
                    + "; register the program's schema, or set " + AvroSerdeConfig.USE_LATEST + "=false");
        }
        try {
            GenericRecord record = new GenericDatumReader<GenericRecord>(schema, latest.schema())
                    .read(null, DecoderFactory.get().binaryDecoder(encoded, null));
            return encoded(latest.schema(), record);
        } catch (IOException | AvroRuntimeException e) {
            throw new IncompatibleSchemaException(
                    "the record cannot be turned into version " + latest.version() + " of subject " + latest.subject()
                            + ": " + e.getMessage(),
                    e);
        }
    }

    private static IncompatibleSchemaException missing(String subject, Schema schema) {
        return new IncompatibleSchemaException("subject " + subject + " does not have the schema of "
                + schema.getFullName() + "; register it, or set " + AvroSerdeConfig.AUTO_REGISTER + "=true");
    }
}
