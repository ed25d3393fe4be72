package io.antidistill.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.schema.ClientRisk;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.Samples;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class AvroSerdeTest {
    private static final String TOPIC = "prompts";
    private static final Schema NAMED = SchemaBuilder.record("Named")
            .namespace("t")
            .fields()
            .requiredString("name")
            .endRecord();
    private static final Schema NAMED_AND_AGED = SchemaBuilder.record("Named")
            .namespace("t")
            .fields()
            .name("age")
            .type()
            .intType()
            .intDefault(7)
            .requiredString("name")
            .endRecord();

    private final String url = "mock://" + UUID.randomUUID();
    private final SchemaRegistryClient registry = SchemaRegistryClient.of(settings());
    private final AvroSerde<PromptEvent> prompts = AvroSerde.forValues(PromptEvent.class, registry, settings());

    @Test
    void writesAZeroByteTheSchemaIdAndAvroBinary() {
        AvroSerializer<GenericRecord> serializer = serializer(Map.of());

        byte[] bytes = serializer.serialize("people", named("Ada"));

        assertThat(bytes).containsExactly(0, 0, 0, 0, 1, 6, 'A', 'd', 'a');
    }

    @Test
    void registersValuesAndKeysUnderTheTopicsSubjects() {
        AvroSerializer<GenericRecord> keys = new AvroSerializer<>(registry, settings(), true);

        keys.serialize("people", named("Ada"));
        serializer(Map.of()).serialize("people", named("Ada"));

        assertThat(registry.latest("people-key")).isPresent();
        assertThat(registry.latest("people-value")).isPresent();
        assertThat(registry.latest("people")).isEmpty();
    }

    @Test
    void registersSchemasWithoutNotesToJava() {
        prompts.serializer().serialize(TOPIC, Samples.prompt("p"));

        assertThat(registry.latest("prompts-value").orElseThrow().schema().toString())
                .doesNotContain("avro.java.string")
                .contains("timestamp-millis", "The same id twice gives one trace.");
    }

    @Test
    void keepsNullAsATombstone() {
        assertThat(prompts.serializer().serialize(TOPIC, null)).isNull();
        assertThat(prompts.deserializer().deserialize(TOPIC, null)).isNull();
    }

    @Test
    void readsOlderAndNewerWritersByTheClassesOwnSchema() {
        Schema newer = withField(PromptEvent.getClassSchema(), "priority", Schema.create(Schema.Type.INT));
        Schema older = withoutField(PromptEvent.getClassSchema(), "maxNewTokens");

        for (Schema writer : List.of(newer, older)) {
            byte[] bytes = serializer(Map.of()).serialize(TOPIC, prompt(writer));
            PromptEvent read = prompts.deserializer().deserialize(TOPIC, bytes);
            assertThat(read.getPromptId()).isEqualTo("p-9");
            assertThat(read.getMaxNewTokens()).isNull();
        }
    }

    @Test
    void readsGenericRecordsUnlessAskedForClasses() {
        byte[] bytes = prompts.serializer().serialize(TOPIC, Samples.prompt("p-1"));

        assertThat(deserializer(Map.of()).deserialize(TOPIC, bytes)).isInstanceOf(GenericData.Record.class);
        assertThat(deserializer(Map.of(AvroSerdeConfig.SPECIFIC_READER, true)).deserialize(TOPIC, bytes))
                .isEqualTo(Samples.prompt("p-1"));
    }

    @Test
    void saysSoWhereThereIsNoGeneratedClass() {
        byte[] bytes = serializer(Map.of()).serialize("people", named("Ada"));

        assertThatThrownBy(() -> deserializer(Map.of(AvroSerdeConfig.SPECIFIC_READER, true))
                        .deserialize("people", bytes))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("no generated class for t.Named")
                .hasMessageContaining("specific.avro.reader=false");
    }

    @Test
    void refusesARecordOfAnotherKind() {
        AvroSerde<ClientRisk> risks = AvroSerde.forValues(ClientRisk.class, registry, settings());
        byte[] bytes = prompts.serializer().serialize(TOPIC, Samples.prompt("p-1"));

        assertThatThrownBy(() -> risks.deserializer().deserialize(TOPIC, bytes))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("cannot be read as io.antidistill.schema.ClientRisk");
    }

    @Test
    void refusesEveryTruncationAndWhatFollowsTheEnd() {
        byte[] bytes = prompts.serializer().serialize(TOPIC, Samples.prompt("p-1"));

        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> prompts.deserializer().deserialize(TOPIC, cut))
                    .as("first %d bytes", length)
                    .isInstanceOf(MalformedRecordException.class);
        }
        assertThatThrownBy(() -> prompts.deserializer().deserialize(TOPIC, Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("goes on after its end");
    }

    @Test
    void refusesForeignBytesAndUnknownIds() {
        assertThatThrownBy(() -> prompts.deserializer().deserialize(TOPIC, "{\"promptId\":1}".getBytes(UTF_8)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("does not begin with a zero byte");
        assertThatThrownBy(() -> prompts.deserializer().deserialize(TOPIC, WireFormat.header(4711)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("no schema 4711");
    }

    @Test
    void survivesDamageAnywhereWithoutAnyOtherError() {
        byte[] bytes = prompts.serializer().serialize(TOPIC, Samples.prompt("p-1"));
        Random random = new Random(20_260_105L);

        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = bytes.clone();
            for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            refused += refuses(damaged) ? 1 : 0;
        }
        assertThat(refused).isBetween(1_000, 19_999);
    }

    @Test
    void refusesClaimsOfEnormousSizeWithoutMakingRoomForThem() {
        prompts.serializer().serialize(TOPIC, Samples.prompt("p-1"));
        byte[] enormous = {-2, -1, -1, -1, 15}; // 2,147,483,647 in Avro's variable-length form
        byte[] asString =
                ByteBuffer.allocate(10).put(WireFormat.header(1)).put(enormous).array();
        byte[] asArray = ByteBuffer.allocate(14)
                .put(WireFormat.header(1))
                .put(new byte[4]) // four empty strings
                .put(enormous)
                .array();

        assertThatThrownBy(() -> prompts.deserializer().deserialize(TOPIC, asString))
                .isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> prompts.deserializer().deserialize(TOPIC, asArray))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void writesByTheNewestSchemaWhereAskedTo() {
        registry.register("people-value", NAMED_AND_AGED);
        AvroSerializer<GenericRecord> serializer =
                serializer(Map.of(AvroSerdeConfig.AUTO_REGISTER, false, AvroSerdeConfig.USE_LATEST, true));

        byte[] bytes = serializer.serialize("people", named("Ada"));

        GenericRecord read = (GenericRecord) deserializer(Map.of()).deserialize("people", bytes);
        assertThat(read.get("age")).isEqualTo(7);
        assertThat(read.get("name")).hasToString("Ada");
    }

    @Test
    void refusesANewestSchemaThatCannotHoldTheRecord() {
        registry.register("people-value", PromptEvent.getClassSchema());
        AvroSerializer<GenericRecord> serializer =
                serializer(Map.of(AvroSerdeConfig.AUTO_REGISTER, false, AvroSerdeConfig.USE_LATEST, true));

        assertThatThrownBy(() -> serializer.serialize("people", named("Ada")))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("version 1 of subject people-value cannot hold a record of t.Named");
    }

    @Test
    void neverRegistersWhereItMayNot() {
        AvroSerializer<GenericRecord> serializer = serializer(Map.of(AvroSerdeConfig.AUTO_REGISTER, false));

        assertThatThrownBy(() -> serializer.serialize("people", named("Ada")))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("subject people-value does not have the schema of t.Named")
                .hasMessageContaining("auto.register.schemas=true");
        assertThat(registry.latest("people-value")).isEmpty();
    }

    @Test
    void namesTheFieldThatARecordLacks() {
        assertThatThrownBy(() -> serializer(Map.of()).serialize("people", new GenericData.Record(NAMED)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("does not fit its schema t.Named")
                .hasMessageContaining("name");
    }

    @Test
    void mayBeSharedByThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> results = IntStream.range(0, 400)
                    .mapToObj(i -> threads.submit(() -> {
                        PromptEvent prompt = Samples.prompt("p-" + i);
                        byte[] bytes = prompts.serializer().serialize(TOPIC, prompt);
                        return prompts.deserializer().deserialize(TOPIC, bytes).equals(prompt);
                    }))
                    .toList();
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean refuses(byte[] bytes) {
        try {
            prompts.deserializer().deserialize(TOPIC, bytes);
            return false;
        } catch (MalformedRecordException e) {
            return true;
        }
    }

    private Map<String, Object> settings() {
        return Map.of(AvroSerdeConfig.URL, url);
    }

    private AvroSerializer<GenericRecord> serializer(Map<String, Object> more) {
        AvroSerializer<GenericRecord> serializer = new AvroSerializer<>();
        serializer.configure(settings(more), false);
        return serializer;
    }

    private AvroDeserializer<GenericContainer> deserializer(Map<String, Object> more) {
        AvroDeserializer<GenericContainer> deserializer = new AvroDeserializer<>();
        deserializer.configure(settings(more), false);
        return deserializer;
    }

    private Map<String, Object> settings(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(settings());
        all.putAll(more);
        return all;
    }

    private static GenericRecord named(String name) {
        return new GenericRecordBuilder(NAMED).set("name", name).build();
    }

    private static Schema withField(Schema record, String name, Schema type) {
        List<Schema.Field> fields = new ArrayList<>(copies(record));
        fields.add(0, new Schema.Field(name, type, "New.", 0));
        return Schema.createRecord(record.getName(), record.getDoc(), record.getNamespace(), false, fields);
    }

    private static Schema withoutField(Schema record, String name) {
        List<Schema.Field> fields = copies(record).stream()
                .filter(field -> !field.name().equals(name))
                .toList();
        return Schema.createRecord(record.getName(), record.getDoc(), record.getNamespace(), false, fields);
    }

    private static List<Schema.Field> copies(Schema record) {
        return record.getFields().stream()
                .map(field -> new Schema.Field(field, field.schema()))
                .toList();
    }

    private static GenericRecord prompt(Schema schema) {
        GenericRecord prompt = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            switch (field.schema().getType()) {
                case STRING -> prompt.put(field.name(), "p-9");
                case LONG -> prompt.put(field.name(), 9L);
                case INT -> prompt.put(field.name(), 9);
                case ARRAY -> prompt.put(field.name(), List.of());
                default -> prompt.put(field.name(), null);
            }
        }
        return prompt;
    }
}
