package io.antidistill.monitor;

import io.antidistill.model.TorchRuntime;
import io.antidistill.probe.LoraStudents;
import io.antidistill.probe.Students;
import io.antidistill.schema.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The monitor service. Reads what customers got and how it was sampled, plays the thief on it, publishes reports, and
 * commands lambda. Start one; a second one with the same group id takes over from the first.
 *
 * <p>Thread-safe. Works on two threads of its own until closed or failed.
 */
public final class MonitorApp implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MonitorApp.class);

    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final RoundRunner rounds;
    private final MonitorLoop loop;
    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean closing;

    private MonitorApp(
            MonitorConfig config, Topics topics, Properties kafka, Students students, MeterRegistry meters) {
        MonitorQuestions questions = config.problems()
                .map(file -> MonitorQuestions.of(
                        ProblemFile.read(file),
                        config.holdout(),
                        Math.max(1, Math.max(config.canariesPerRound(), config.gradedProblems()))))
                .orElseGet(() -> MonitorQuestions.arithmetic(config.holdout(), MonitorConfig.CANARY_POOL));
        MonitorBook book = new MonitorBook(config, questions);
        Inquiries inquiries =
                new Inquiries(config, questions, UUID.randomUUID().toString().substring(0, 8));
        rounds = new ProbeRounds(students, config);
        consumer = new KafkaConsumer<>(consumerConfig(config, kafka));
        producer = new KafkaProducer<>(producerConfig(config, kafka));
        loop = new MonitorLoop(
                config,
                book,
                inquiries,
                consumer,
                new MonitorReader(consumer, topics, config, book, inquiries, new MonitorMetrics(meters)),
                new MonitorPublisher(producer, topics),
                rounds,
                Clock.systemUTC());
        thread = new Thread(this::work, "monitor");
    }

    /**
     * Loads the student and starts to work.
     *
     * @param kafka where the brokers are, and any other client property
     * @param runtime stays the caller's; close it after this
     * @param meters where each group's latest report is shown; stays the caller's
     * @throws RuntimeException with a remedy, if the student or the problems cannot be read
     */
    public static MonitorApp start(MonitorConfig config, Topics topics, Properties kafka, TorchRuntime runtime, MeterRegistry meters) {
        Students students = LoraStudents.load(runtime, config.student(), config.probe());
        try {
            MonitorApp app = new MonitorApp(config, topics, kafka, students, meters);
            app.thread.start();
            return app;
        } catch (RuntimeException e) {
            students.close();
            throw e;
        }
    }

    /** Completes when the monitor has been closed; exceptionally if it has failed. */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    private void work() {
        try {
            loop.start();
            while (!closing) {
                loop.turn();
            }
            ended.complete(null);
        } catch (WakeupException | InterruptedException e) {
            ended.complete(null);
        } catch (RuntimeException e) {
            if (closing) {
                ended.complete(null);
            } else {
                log.error("the monitor has stopped: {}", e.getMessage(), e);
                ended.completeExceptionally(e);
            }
        } finally {
            rounds.close();
            consumer.close();
            producer.close(Duration.ofSeconds(5));
        }
    }

    /** Interrupts a round that is training, and waits for both threads to end. */
    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(60));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Properties consumerConfig(MonitorConfig config, Properties kafka) {
        Properties properties = copy(kafka);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, config.groupId());
        properties.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, config.groupId());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return properties;
    }

    private static Properties producerConfig(MonitorConfig config, Properties kafka) {
        Properties properties = copy(kafka);
        properties.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, config.groupId());
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, config.groupId() + "-publisher");
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return properties;
    }

    private static Properties copy(Properties kafka) {
        Properties copy = new Properties();
        copy.putAll(kafka);
        return copy;
    }
}
