package io.antidistill.cli.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The compacted topic {@code _schemas}, in the layout of Confluent's registry: what is written here is there after a
 * restart, and a full registry can take it over. Thread-safe.
 */
final class SchemasTopic implements AutoCloseable {
    private static final String NAME = "_schemas";
    private static final Duration LONGEST_REPLAY = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KafkaProducer<String, String> producer;

    SchemasTopic(String bootstrap) {
        createOnce(bootstrap);
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all", "delivery.timeout.ms", 30_000, "linger.ms", 0),
                new StringSerializer(),
                new StringSerializer());
    }

    private static void createOnce(String bootstrap) {
        NewTopic topic = new NewTopic(NAME, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap, "default.api.timeout.ms", 30_000))) {
            admin.createTopics(List.of(topic)).all().get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new KafkaException("cannot create topic " + NAME + " at " + bootstrap, e.getCause());
            }
        }
    }

    /** Fills the store with all that was ever written. */
    static void replay(String bootstrap, SchemaStore store) {
        TopicPartition partition = new TopicPartition(NAME, 0);
        long deadline = System.nanoTime() + LONGEST_REPLAY.toNanos();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "enable.auto.commit", false),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                if (System.nanoTime() > deadline) {
                    throw new KafkaException(
                            "topic " + NAME + " could not be read to its end in " + LONGEST_REPLAY.toSeconds() + " s");
                }
                consumer.poll(Duration.ofMillis(200)).forEach(record -> apply(record, store));
            }
        }
    }

    private static void apply(ConsumerRecord<String, String> record, SchemaStore store) {
        if (record.key() == null || record.value() == null) {
            return;
        }
        JsonNode key = json(record.key());
        JsonNode value = json(record.value());
        switch (key.path("keytype").asText()) {
            case "SCHEMA" -> store.add(version(value));
            case "CONFIG" -> {
                CompatibilityLevel level = CompatibilityLevel.parse(
                        value.path("compatibilityLevel").asText());
                Optional.ofNullable(key.path("subject").textValue())
                        .ifPresentOrElse(subject -> store.setLevel(subject, level), () -> store.setGlobalLevel(level));
            }
            default -> {
                // Other registries also write markers of their own here.
            }
        }
    }

    private static SchemaStore.Version version(JsonNode value) {
        Schema schema = new Schema.Parser().parse(value.path("schema").asText());
        return SchemaStore.Version.of(
                value.path("subject").asText(),
                value.path("version").asInt(),
                value.path("id").asInt(),
                schema);
    }

    void write(SchemaStore.Version version) {
        ObjectNode key = object("SCHEMA", 1).put("subject", version.subject()).put("version", version.version());
        ObjectNode value = JsonNodeFactory.instance
                .objectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id())
                .put("schema", version.text())
                .put("deleted", false);
        send(key, value);
    }

    /** @param subject null for the level of all subjects that have none of their own */
    void write(String subject, CompatibilityLevel level) {
        send(
                object("CONFIG", 0).put("subject", subject),
                JsonNodeFactory.instance.objectNode().put("compatibilityLevel", level.name()));
    }

    private static ObjectNode object(String keytype, int magic) {
        return JsonNodeFactory.instance.objectNode().put("keytype", keytype).put("magic", magic);
    }

    /** Returns when the broker has it. */
    private void send(ObjectNode key, ObjectNode value) {
        try {
            producer.send(new ProducerRecord<>(NAME, key.toString(), value.toString()))
                    .get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException("topic " + NAME + " could not be written", e.getCause());
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new KafkaException("topic " + NAME + " holds a record that is not JSON: " + text, e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
