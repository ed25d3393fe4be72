package io.antidistill.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedBrokerTest {
    private static final String TOPIC = "kept";

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
            write(bootstrap, "before the kill");

            child.destroyForcibly();
            assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();

            try (EmbeddedBroker broker = new EmbeddedBroker(directory, 0)) {
                assertThat(broker.bootstrap()).isEqualTo(bootstrap);
                assertThat(read(bootstrap, 1)).containsExactly("before the kill");
            }
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void namesATakenPortAndWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new EmbeddedBroker(directory, taken.getLocalPort()))
                    .isInstanceOf(LocalStartException.class)
                    .hasMessage("port " + taken.getLocalPort()
                            + ", meant for the broker, is taken by another program; stop that, or choose another port");
        }
    }

    @Test
    void namesADirectoryThatItCannotWrite() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> new EmbeddedBroker(file.resolve("data"), 0))
                .isInstanceOf(LocalStartException.class)
                .hasMessageContaining("cannot write in the data directory " + file.resolve("data"))
                .hasMessageContaining("choose another one");
    }

    private static void write(String bootstrap, String value) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
            producer.send(new ProducerRecord<>(TOPIC, value)).get();
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
