package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.cli.local.EmbeddedRegistry;
import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** Topics, serdes and the registry's storage on a broker as Apache ships it. */
@Timeout(300)
class KafkaContainerTest {
    private static final String IMAGE = "apache/kafka:4.1.1";

    @TempDir
    Path directory;

    @BeforeEach
    void needsDocker() {
        Assumptions.assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "no Docker engine answers here; start one to run the serdes against " + IMAGE);
    }

    @Test
    void carriesPromptsAndCreatesTopicsTwiceWithoutHarm() throws Exception {
        try (KafkaContainer kafka = new KafkaContainer(IMAGE)) {
            kafka.start();
            String bootstrap = kafka.getBootstrapServers();
            try (EmbeddedRegistry registry = new EmbeddedRegistry(directory, bootstrap, 0)) {
                Topics topics = Topics.of("acme.", Map.of("schema.registry.url", registry.url()));
                createTwice(topics, bootstrap);
                write(topics, bootstrap, prompt());

                assertThat(Records.first(bootstrap, topics.prompts())).isEqualTo(prompt());
            }
        }
    }

    private static void createTwice(Topics topics, String bootstrap) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            topics.create(admin, 3, (short) 1);
            topics.create(admin, 3, (short) 1);
        }
    }

    private static void write(Topics topics, String bootstrap, PromptEvent prompt) throws Exception {
        try (KafkaProducer<String, PromptEvent> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap),
                topics.prompts().keySerde().serializer(),
                topics.prompts().valueSerde().serializer())) {
            producer.send(new ProducerRecord<>(topics.prompts().name(), prompt.getPromptId(), prompt))
                    .get();
        }
    }

    private static PromptEvent prompt() {
        return PromptEvent.newBuilder()
                .setPromptId("p-1")
                .setTenant("acme")
                .setClient("key-1")
                .setContext("reasoning-long")
                .setMessages(List.of(new Message("user", "What is 2 + 2?")))
                .setSubmittedAt(Instant.ofEpochSecond(1_800_000_000L))
                .build();
    }
}
