package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.cli.local.EmbeddedBroker;
import io.antidistill.cli.local.EmbeddedRegistry;
import io.antidistill.registry.AvroDeserializer;
import io.antidistill.registry.AvroSerializer;
import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Confluent's serializers in place of ours, by their class names, as in a client's properties. Has never been run: {@code -Pconfluent}. */
@EnabledIf(
        value = "present",
        disabledReason = "Confluent's serializers are not on Maven Central; -Pconfluent brings them")
class ConfluentSerdesTest {
    private static final String SERIALIZER = "io.confluent.kafka.serializers.KafkaAvroSerializer";
    private static final String DESERIALIZER = "io.confluent.kafka.serializers.KafkaAvroDeserializer";
    private static final String TOPIC = "prompts";

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static EmbeddedRegistry registry;

    @BeforeAll
    static void start() {
        broker = new EmbeddedBroker(directory, 0);
        registry = new EmbeddedRegistry(directory, broker.bootstrap(), 0);
    }

    static boolean present() {
        try {
            Class.forName(SERIALIZER);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    @Test
    void readsWhatOursWrote() throws Exception {
        assertThat(read(DESERIALIZER, write(AvroSerializer.class.getName()))).isEqualTo(prompt());
    }

    @Test
    void writesWhatOursReads() throws Exception {
        assertThat(read(AvroDeserializer.class.getName(), write(SERIALIZER))).isEqualTo(prompt());
    }

    private static byte[] write(String serializer) throws Exception {
        try (Serializer<Object> made = instance(serializer)) {
            made.configure(settings(), false);
            return made.serialize(TOPIC, prompt());
        }
    }

    private static Object read(String deserializer, byte[] value) throws Exception {
        try (Deserializer<Object> made = instance(deserializer)) {
            made.configure(settings(), false);
            return made.deserialize(TOPIC, value);
        }
    }

    @SuppressWarnings("unchecked") // what the class is for is said by its name
    private static <T> T instance(String name) throws ReflectiveOperationException {
        return (T) Class.forName(name).getDeclaredConstructor().newInstance();
    }

    private static Map<String, Object> settings() {
        return new HashMap<>(Map.of(
                "schema.registry.url",
                registry.url(),
                "specific.avro.reader",
                true,
                "avro.remove.java.properties",
                true));
    }

    private static PromptEvent prompt() {
        return new PromptEvent(
                "p-1",
                "acme",
                "bob",
                "reasoning-long",
                List.of(new Message("user", "What is 2 + 2? ✓")),
                null,
                Instant.ofEpochSecond(1_800_000_000L));
    }
}
