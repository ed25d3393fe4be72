package io.antidistill.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedBrokerTest {
    private static final String TOPIC = "kept";
    private static final int MANY = 20;

    @TempDir
    Path directory;

    @Test
    void keepsDataAndPortsOverARestart() throws Exception {
        String first;
        try (EmbeddedBroker broker = new EmbeddedBroker(directory, 0)) {
            first = broker.bootstrap();
            write(first, "one");
        }

        try (EmbeddedBroker broker = new EmbeddedBroker(directory, 0)) {
            assertThat(broker.bootstrap()).isEqualTo(first);
            assertThat(read(first, 1)).containsExactly("one");
        }
    }

    @Test
    void keepsDataWhenItsProcessIsKilled() throws Exception {
        String bootstrap = killedAfter(first -> write(first, "before the kill"));

        try (EmbeddedBroker broker = new EmbeddedBroker(directory, 0)) {
            assertThat(broker.bootstrap()).isEqualTo(bootstrap);
            assertThat(read(bootstrap, 1)).containsExactly("before the kill");
        }
    }

    /** With Kafka 4.3.1 a broker that merely starts again leaves such a transaction open for ever. */
    @Test
    void endsTheTransactionsThatWereOpenWhenItsProcessWasKilled() throws Exception {
        String bootstrap = killedAfter(EmbeddedBrokerTest::beginTransactions);

        try (EmbeddedBroker broker = new EmbeddedBroker(directory, 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(ends(admin, IsolationLevel.READ_COMMITTED))
                            .isEqualTo(ends(admin, IsolationLevel.READ_UNCOMMITTED)));
        }
    }

    private interface Meanwhile {
        void with(String bootstrap) throws Exception;
    }

    /** Runs a broker in another process, and kills that when all is done; returns the broker's address. */
    private String killedAfter(Meanwhile work) throws Exception {
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = child.inputReader()) {
            String bootstrap = out.readLine();
            work.with(bootstrap);
            return bootstrap;
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void beginTransactions(String bootstrap) throws Exception {
        createTopic(bootstrap, MANY);
        for (int i = 0; i < MANY; i++) {
            Map<String, Object> settings = Map.of(
                    "bootstrap.servers", bootstrap, "transactional.id", "open-" + i, "transaction.timeout.ms", 1_000);
            KafkaProducer<String, String> producer =
                    new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
            producer.initTransactions();
            producer.beginTransaction();
            for (int partition = 0; partition < MANY; partition++) {
                producer.send(new ProducerRecord<>(TOPIC, partition, null, "not committed"));
            }
            producer.flush();
            // Not by the usual close, which would end the transaction.
            producer.close(Duration.ZERO);
        }
    }

    private static Map<TopicPartition, Long> ends(Admin admin, IsolationLevel isolation) throws Exception {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int partition = 0; partition < MANY; partition++) {
            asked.put(new TopicPartition(TOPIC, partition), OffsetSpec.latest());
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(asked, new ListOffsetsOptions(isolation))
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    private static void write(String bootstrap, String value) throws Exception {
        createTopic(bootstrap, 1);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, value)).get();
        }
    }

    private static void createTopic(String bootstrap, int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, partitions, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static List<String> read(String bootstrap, int count) {
        List<String> values = new ArrayList<>();
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (values.size() < count) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }
}
