package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.antidistill.cli.local.EmbeddedBroker;
import io.antidistill.cli.local.EmbeddedRegistry;
import io.antidistill.schema.FinishReason;
import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program that was written only against the Avro schemas and the registry takes part. */
@Timeout(600)
class PythonInteropTest {
    @TempDir
    Path directory;

    private EmbeddedBroker broker;
    private EmbeddedRegistry registry;
    private Topics topics;

    @BeforeEach
    void start() {
        broker = new EmbeddedBroker(directory, 0);
        registry = new EmbeddedRegistry(directory, broker.bootstrap(), 0);
        topics = Topics.of("", Map.of("schema.registry.url", registry.url()));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            topics.create(admin, 2, (short) 1);
        }
        topics.registerSchemas();
    }

    @AfterEach
    void stop() {
        registry.close();
        broker.close();
    }

    @Test
    void readsTracesFromAndWritesPromptsToJava() throws Exception {
        PythonClient python = PythonClient.of(broker.bootstrap(), registry.url());

        python.produce(topics.prompts().name(), "p-1", "Wie viel ist 2 + 2? ✓");
        PromptEvent prompt = Records.first(broker.bootstrap(), topics.prompts());
        assertThat(prompt.getPromptId()).isEqualTo("p-1");
        assertThat(prompt.getMessages()).containsExactly(new Message("user", "Wie viel ist 2 + 2? ✓"));
        assertThat(prompt.getMaxNewTokens()).isNull();
        assertThat(prompt.getSubmittedAt()).isBetween(Instant.now().minusSeconds(300), Instant.now());

        write(answer(prompt));
        JsonNode read = python.consume(topics.traces().name(), "p-1", Duration.ofSeconds(60));
        assertThat(read.get("key").asText()).isEqualTo("p-1");
        JsonNode trace = read.get("value");
        assertThat(trace.get("text").asText()).isEqualTo("2 + 2 = 4. ✓");
        assertThat(trace.get("finishReason").asText()).isEqualTo("STOP");
        assertThat(trace.get("messages").get(0).get("content").asText()).isEqualTo("Wie viel ist 2 + 2? ✓");
        assertThat(trace.get("completedAt").asText()).startsWith("2027-01-15 08:00:00");
        assertThat(trace.has("lambda")).isFalse();
    }

    private void write(ProtectedTrace trace) throws Exception {
        try (KafkaProducer<String, ProtectedTrace> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap()),
                topics.traces().keySerde().serializer(),
                topics.traces().valueSerde().serializer())) {
            producer.send(new ProducerRecord<>(topics.traces().name(), trace.getPromptId(), trace))
                    .get();
        }
    }

    private static ProtectedTrace answer(PromptEvent prompt) {
        return ProtectedTrace.newBuilder()
                .setPromptId(prompt.getPromptId())
                .setTenant(prompt.getTenant())
                .setClient(prompt.getClient())
                .setMessages(List.copyOf(prompt.getMessages()))
                .setText("2 + 2 = 4. ✓")
                .setFinishReason(FinishReason.STOP)
                .setModel("tiny")
                .setPromptTokens(9)
                .setCompletionTokens(7)
                .setSubmittedAt(prompt.getSubmittedAt())
                .setCompletedAt(Instant.ofEpochSecond(1_800_000_000L))
                .setQueueMillis(3)
                .setGenerationMillis(40)
                .build();
    }
}
