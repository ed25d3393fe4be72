package io.antidistill.monitor;

import static io.antidistill.monitor.Records.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.antidistill.probe.ProbeResult;
import io.antidistill.probe.StudentScore;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.ProbePrompt;
import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.ProbeReport;
import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MonitorLoopTest {
    private final Topics topics = Topics.of("", Map.of("schema.registry.url", "mock://monitor-loop"));
    private final MonitorConfig config = MonitorConfig.defaults(Path.of("student"));
    private final MonitorQuestions questions = MonitorQuestions.arithmetic(config.holdout(), 50);
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {
        @Override
        public synchronized Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
            return committed; // the mock's own forgets what was committed before an assignment
        }
    };
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Map<String, Long> ends = new HashMap<>();
    private final Rounds rounds = new Rounds();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MonitorBook book = new MonitorBook(config, questions);
    private MonitorLoop loop;

    /** Answers every round when told to. */
    private static final class Rounds implements RoundRunner {
        final List<RoundInput> started = new ArrayList<>();
        CompletableFuture<ProbeResult> result = new CompletableFuture<>();

        @Override
        public Future<ProbeResult> start(RoundInput input) {
            started.add(input);
            result = new CompletableFuture<>();
            return result;
        }

        @Override
        public void close() {
            result.cancel(true);
        }
    }

    @BeforeEach
    void topicsExist() {
        for (Topic<?, ?> topic : topics.all()) {
            TopicPartition partition = new TopicPartition(topic.name(), 0);
            consumer.updatePartitions(topic.name(), List.of(new PartitionInfo(topic.name(), 0, null, null, null)));
            consumer.updateBeginningOffsets(Map.of(partition, 0L));
            consumer.updateEndOffsets(Map.of(partition, 0L));
        }
        Inquiries inquiries = new Inquiries(config, questions, "run");
        loop = new MonitorLoop(
                config,
                book,
                inquiries,
                consumer,
                new MonitorReader(consumer, topics, config, book, inquiries, new MonitorMetrics(meters)),
                new MonitorPublisher(producer, topics),
                rounds,
                Clock.fixed(START.plusSeconds(1000), ZoneOffset.UTC));
    }

    @Test
    void asksForItsReferencesAndReportsAndCommandsInOneTransaction() throws InterruptedException {
        loop.start();
        loop.turn();
        answerEverything();
        customers(100, 0);
        turns(3);
        answerEverything();
        turns(3);
        answerEverything();
        turns(3);
        assertThat(rounds.started).hasSize(1);
        assertThat(rounds.started.get(0).window()).hasSize(100);
        long transactions = producer.commitCount();

        rounds.result.complete(result(0.9));
        loop.turn();

        ProbeReport report = last(topics.probeReports());
        LambdaCommand command = last(topics.lambda());
        assertThat(report.getDistillability()).isEqualTo(0.9);
        assertThat(report.getUtility()).isEqualTo(1);
        assertThat(command.getLambda()).isEqualTo(report.getLambdaAfter()).isGreaterThan(2);
        assertThat(producer.commitCount())
                .as("report, command and offsets; then new questions")
                .isEqualTo(transactions + 1);
        assertThat(counted("traces")).isEqualTo(100);
    }

    @Test
    void buildsItsWindowAnewAfterARestartButStartsNoRoundOnWhatWasCounted() throws InterruptedException {
        references();
        customers(120, 0);
        moveEnds();
        committed.put(partition("traces"), new OffsetAndMetadata(120));
        loop.start();
        turns(3);

        assertThat(book.group("standard").window()).hasSize(120);
        assertThat(rounds.started).hasSize(0);

        customers(config.minNewTraces(), 120);
        turns(3);
        assertThat(rounds.started).hasSize(1);
    }

    @Test
    void showsEachGroupsLatestReportAsGauges() throws InterruptedException {
        send(topics.probeReports(), report(1, 0.9, null));
        send(topics.probeReports(), report(2, 0.6, 0.95));
        loop.start();
        turns(2);

        assertThat(gauge("round")).isEqualTo(2);
        assertThat(gauge("distillability")).isEqualTo(0.6);
        assertThat(gauge("lambda")).isEqualTo(4);
        assertThat(gauge("utility")).isEqualTo(0.95);
        assertThat(gauge("distillability.high")).as("not in the report").isNaN();
    }

    private double gauge(String name) {
        return meters.get("antidistill.monitor." + name)
                .tag("group", "standard")
                .gauge()
                .value();
    }

    private static ProbeReport report(int round, double distillability, Double utility) {
        return ProbeReport.newBuilder()
                .setReportId("r" + round)
                .setLambdaGroup("standard")
                .setRound(round)
                .setStartedAt(START)
                .setFinishedAt(START)
                .setWindowTraces(100)
                .setWindowLambdaMean(2)
                .setStudent("student")
                .setBaseLoss(0.8)
                .setCleanLoss(0.3)
                .setAttacks(List.of())
                .setDistillability(distillability)
                .setControlledBy("loss")
                .setTarget(0.5)
                .setUtility(utility)
                .setUtilityFloor(0.85)
                .setKlMean(0.1)
                .setChangedShare(0.1)
                .setLambdaBefore(2)
                .setLambdaAfter(4)
                .setDecision("test")
                .build();
    }

    @Test
    void triesAgainWhenATransactionFails() throws InterruptedException {
        loop.start();
        producer.commitTransactionException = new KafkaException("broker away");
        loop.turn();
        assertThat(producer.history()).isEmpty();

        producer.commitTransactionException = null;
        loop.turn();
        assertThat(producer.history()).hasSize(config.holdout());
    }

    @Test
    void endsWhenAnotherMonitorTakesOver() {
        loop.start();
        producer.fenceProducer();

        assertThatThrownBy(loop::turn).hasMessageContaining("another monitor of the same group has taken over");
    }

    @Test
    void leavesLambdaAloneWhenARoundFails() throws InterruptedException {
        references();
        customers(100, 0);
        loop.start();
        turns(4);
        assertThat(rounds.started).hasSize(1);

        rounds.result.completeExceptionally(new ArithmeticException("the training loss is NaN"));
        List<ILoggingEvent> lines = linesOf(Level.WARN, () -> turns(3));

        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.getFormattedMessage())
                    .isEqualTo("standard: the round failed, lambda stays as it is: a student diverged"
                            + " (the training loss is NaN): set monitor.probe.learning.rate");
            assertThat(line.getThrowableProxy()).isNull();
        });
        assertThat(records(topics.probeReports())).isEmpty();
        assertThat(records(topics.lambda())).isEmpty();
        assertThat(rounds.started).as("no new round without new traces").hasSize(1);
    }

    @Test
    void startsNoRoundOnTracesThatAreAllAlike() throws InterruptedException {
        references();
        for (int i = 0; i < 120; i++) {
            send(topics.traces(), Records.trace("" + i, "q" + i % 5, "t", START));
            send(topics.traceAudit(), Records.audit("" + i, "standard", 2, null));
        }
        loop.start();
        List<ILoggingEvent> lines = linesOf(Level.WARN, () -> turns(6));

        assertThat(rounds.started).isEmpty();
        assertThat(records(topics.lambda())).isEmpty();
        assertThat(lines).singleElement().satisfies(line -> assertThat(line.getFormattedMessage())
                .startsWith("standard: no round, lambda stays as it is: the window's 120 traces are only 5 different"));
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    /** What the loop logs while this is done, at this level or above. */
    private static List<ILoggingEvent> linesOf(Level least, Work work) throws InterruptedException {
        Logger logger = (Logger) LoggerFactory.getLogger(MonitorLoop.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            work.run();
        } finally {
            logger.detachAppender(lines);
        }
        return lines.list.stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(least))
                .toList();
    }

    @Test
    void skipsARecordThatCannotBeRead() throws InterruptedException {
        loop.start();
        send(topics.traces().name(), new byte[] {1, 2, 3});
        customers(1, 0);
        turns(2);

        assertThat(book.group("standard").window()).hasSize(1);
    }

    @Test
    void namesTheTopicThatIsMissing() {
        consumer.updatePartitions("traces", List.of());

        assertThatThrownBy(loop::start).hasMessageContaining("topic traces does not exist: start the streams service");
    }

    private void turns(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            loop.turn();
        }
    }

    private void customers(int count, int from) {
        for (int i = from; i < from + count; i++) {
            send(topics.traces(), Records.trace("" + i, "q" + i, "t", START.plusSeconds(i)));
            send(topics.traceAudit(), Records.audit("" + i, "standard", 2, null));
        }
    }

    private void references() {
        questions
                .holdout()
                .forEach(problem -> send(
                        topics.probeTraces(),
                        Records.answer(ProbePurpose.CLEAN_REFERENCE, "standard", problem.question(), "t", START)));
        for (int i = 0; i < 100; i++) {
            send(topics.probeTraces(), Records.answer(ProbePurpose.CLEAN_REFERENCE, "standard", "q" + i, "t", START));
        }
    }

    private void answerEverything() {
        for (ProbePrompt prompt : records(topics.probePrompts())) {
            String question = prompt.getPrompt().getMessages().get(0).getContent();
            String text = questions.canaries().stream()
                    .filter(problem -> problem.question().equals(question))
                    .map(problem -> "it is \\boxed{" + problem.answer() + "}")
                    .findFirst()
                    .orElse("t");
            send(
                    topics.probeTraces(),
                    Records.answer(prompt.getPurpose(), prompt.getLambdaGroup(), question, text, START));
        }
    }

    private <V> void send(Topic<String, V> topic, V value) {
        send(topic.name(), topic.valueSerde().serializer().serialize(topic.name(), value));
    }

    private void send(String topic, byte[] value) {
        long offset = ends.merge(topic, 1L, Long::sum) - 1;
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(topic, 0, offset, "k".getBytes(StandardCharsets.UTF_8), value);
        if (consumer.assignment().isEmpty()) {
            consumer.assign(topics.all().stream().map(t -> partition(t.name())).toList());
        }
        consumer.addRecord(record);
    }

    private void moveEnds() {
        ends.forEach((topic, end) -> consumer.updateEndOffsets(Map.of(partition(topic), end)));
    }

    private static TopicPartition partition(String topic) {
        return new TopicPartition(topic, 0);
    }

    private <V> List<V> records(Topic<String, V> topic) {
        return producer.history().stream()
                .filter(record -> record.topic().equals(topic.name()))
                .map(ProducerRecord::value)
                .map(bytes -> topic.valueSerde().deserializer().deserialize(topic.name(), bytes))
                .toList();
    }

    private <V> V last(Topic<String, V> topic) {
        List<V> all = records(topic);
        return all.get(all.size() - 1);
    }

    private long counted(String topic) {
        List<Map<String, Map<TopicPartition, OffsetAndMetadata>>> history = producer.consumerGroupOffsetsHistory();
        return history.get(history.size() - 1)
                .values()
                .iterator()
                .next()
                .get(partition(topic))
                .offset();
    }

    private static ProbeResult result(double distillability) {
        StudentScore base = new StudentScore(0, Double.NaN, 1, OptionalDouble.empty());
        StudentScore clean = new StudentScore(10, 0.2, 0, OptionalDouble.empty());
        StudentScore score = new StudentScore(10, 0.2, 1 - distillability, OptionalDouble.empty());
        return Records.result(base, clean, score);
    }
}
