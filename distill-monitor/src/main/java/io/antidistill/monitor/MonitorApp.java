package io.antidistill.monitor;

import io.antidistill.model.TorchRuntime;
import io.antidistill.probe.DistilledStudents;
import io.antidistill.probe.Students;
import io.antidistill.schema.Topics;
import io.antidistill.student.AnswerCue;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
 * commands lambda. Of several with the same group id one is elected, the others stand by.
 *
 * <p>Thread-safe. Works on two threads of its own until closed or failed.
 */
public final class MonitorApp implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MonitorApp.class);

    private static final Duration STAND_BY = Duration.ofMillis(500);
    private static final int PATIENCE_WITH_GROUP = 40;

    private final MonitorConfig config;
    private final Topics topics;
    private final Properties kafka;
    private final MonitorQuestions questions;
    private final MonitorMetrics metrics;
    private final AnswerCue cue;
    private final RoundRunner rounds;
    private final Election election;
    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile Consumer<byte[], byte[]> working;
    private volatile boolean elected;
    private volatile boolean closing;

    private MonitorApp(
            MonitorConfig config, Topics topics, Properties kafka, List<Students> students, MeterRegistry meters) {
        this.config = config;
        this.topics = topics;
        this.kafka = copy(kafka);
        questions = config.problems()
                .map(file -> MonitorQuestions.of(
                        ProblemFile.read(file),
                        config.holdout(),
                        Math.max(1, Math.max(config.canariesPerRound(), config.gradedProblems()))))
                .orElseGet(() -> MonitorQuestions.arithmetic(config.holdout(), MonitorConfig.CANARY_POOL));
        metrics = new MonitorMetrics(meters);
        cue = students.get(0).answerCue();
        rounds = new ProbeRounds(students, config);
        election = Election.among(config.groupId(), topics.lambda().name(), kafka);
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
    public static MonitorApp start(
            MonitorConfig config, Topics topics, Properties kafka, TorchRuntime runtime, MeterRegistry meters) {
        List<Students> students = DistilledStudents.loadAll(runtime, config.students(), config.probe());
        try {
            MonitorApp app = new MonitorApp(config, topics, kafka, students, meters);
            app.thread.start();
            return app;
        } catch (RuntimeException e) {
            students.forEach(Students::close);
            throw e;
        }
    }

    /** Completes when the monitor has been closed; exceptionally if it has failed. */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /** Whether this is the monitor of its group that works; the others stand by. */
    public boolean isElected() {
        return elected;
    }

    private void work() {
        try {
            election.requireTopic();
            log.info("waiting to be elected by group {}", config.groupId());
            while (!closing) {
                elected = election.isElected(STAND_BY);
                if (elected) {
                    reign();
                }
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
            elected = false;
            rounds.close();
            election.close();
        }
    }

    /** Works for as long as the group wants this monitor to. All that is known is gathered anew from the topics. */
    private void reign() throws InterruptedException {
        log.info("elected by group {}", config.groupId());
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(consumerConfig(config, kafka));
                Producer<byte[], byte[]> producer = new KafkaProducer<>(producerConfig(config, kafka))) {
            working = consumer;
            MonitorBook book = new MonitorBook(config, questions);
            Inquiries inquiries = new Inquiries(
                    config, questions, cue, UUID.randomUUID().toString().substring(0, 8));
            MonitorPublisher publisher = new MonitorPublisher(producer, topics);
            MonitorLoop loop = new MonitorLoop(
                    config,
                    book,
                    inquiries,
                    consumer,
                    new MonitorReader(consumer, topics, config, book, inquiries, metrics),
                    publisher,
                    rounds,
                    new LambdaGuard(config, book, publisher, metrics),
                    Clock.systemUTC());
            try {
                loop.start();
                while (!closing && election.isElected(Duration.ZERO)) {
                    loop.turn();
                }
            } catch (TakenOverException e) {
                resignOrFail(e);
            } finally {
                loop.abandon();
                producer.close(Duration.ofSeconds(5));
            }
        }
        elected = false;
        log.info("no longer elected by group {}: standing by", config.groupId());
    }

    /** The other may have been elected, which this one has yet to hear. If not, it is none of the group, and both would fight. */
    private void resignOrFail(TakenOverException takenOver) {
        for (int i = 0; i < PATIENCE_WITH_GROUP; i++) {
            if (!election.isElected(STAND_BY)) {
                return;
            }
        }
        throw takenOver;
    }

    /** Interrupts a round that is training, and waits for both threads to end. */
    @Override
    public void close() {
        closing = true;
        election.wakeup();
        Consumer<byte[], byte[]> consumer = working;
        if (consumer != null) {
            consumer.wakeup();
        }
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
