package io.antidistill.monitor;

import static io.antidistill.monitor.Records.START;

import io.antidistill.probe.ProbeResult;
import io.antidistill.probe.StudentScore;
import io.antidistill.schema.ProbePrompt;
import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import io.antidistill.student.AnswerCue;
import io.antidistill.task.Problem;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;

/** A monitor's loop between a consumer and a producer that only pretend, and rounds that end when told to. */
abstract class LoopBench {
    static final AnswerCue CUE = new AnswerCue(" so \\boxed{", false);

    final Topics topics = Topics.of("", Map.of("schema.registry.url", "mock://monitor-loop"));
    final MonitorConfig config = MonitorConfig.defaults(Path.of("student"));
    final MonitorQuestions questions = MonitorQuestions.arithmetic(config.holdout(), 50);
    final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {
        @Override
        public synchronized Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
            return committed; // the mock's own forgets what was committed before an assignment
        }
    };
    final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    final Map<String, Long> ends = new HashMap<>();
    final Rounds rounds = new Rounds();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final MonitorBook book = new MonitorBook(config, questions);
    final SettableClock clock = new SettableClock();
    MonitorLoop loop;

    /** Stands still until it is set. */
    static final class SettableClock extends Clock {
        Instant now = START.plusSeconds(1000);

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** Answers every round when told to. */
    static final class Rounds implements RoundRunner {
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
        Inquiries inquiries = new Inquiries(config, questions, CUE, "run");
        MonitorMetrics metrics = new MonitorMetrics(meters);
        MonitorPublisher publisher = new MonitorPublisher(producer, topics);
        loop = new MonitorLoop(
                config,
                book,
                inquiries,
                consumer,
                new MonitorReader(consumer, topics, config, book, inquiries, metrics),
                publisher,
                rounds,
                new LambdaGuard(config, book, publisher, metrics),
                clock);
    }

    void turns(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            loop.turn();
        }
    }

    void customers(int count, int from) {
        for (int i = from; i < from + count; i++) {
            send(topics.traces(), Records.trace("" + i, "q" + i, "t", START.plusSeconds(i)));
            send(topics.traceAudit(), Records.audit("" + i, "standard", 2, null));
        }
    }

    void references() {
        questions
                .holdout()
                .forEach(problem -> send(
                        topics.probeTraces(),
                        Records.answer(ProbePurpose.CLEAN_REFERENCE, "standard", problem.question(), "t", START)));
        for (int i = 0; i < 100; i++) {
            send(topics.probeTraces(), Records.answer(ProbePurpose.CLEAN_REFERENCE, "standard", "q" + i, "t", START));
        }
    }

    void answerEverything() {
        for (ProbePrompt prompt : records(topics.probePrompts())) {
            String text = result(prompt)
                    .map(result -> "it is \\boxed{" + result + "}")
                    .orElse("t");
            answer(prompt, text);
        }
    }

    /** What a canary's answer should come to. */
    Optional<String> result(ProbePrompt prompt) {
        String question = prompt.getPrompt().getMessages().get(0).getContent();
        return questions.canaries().stream()
                .filter(problem -> problem.question().equals(question))
                .map(Problem::answer)
                .findFirst();
    }

    void answer(ProbePrompt prompt, String text) {
        send(topics.probeTraces(), Records.answer(prompt, text, START));
        send(
                topics.traceAudit(),
                Records.audit(prompt.getPrompt().getPromptId(), prompt.getLambdaGroup(), 2, prompt.getPurpose()));
    }

    <V> void send(Topic<String, V> topic, V value) {
        send(topic.name(), topic.valueSerde().serializer().serialize(topic.name(), value));
    }

    void send(String topic, byte[] value) {
        send(topic, "k", value);
    }

    void send(String topic, String key, byte[] value) {
        long offset = ends.merge(topic, 1L, Long::sum) - 1;
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(topic, 0, offset, key.getBytes(StandardCharsets.UTF_8), value);
        if (consumer.assignment().isEmpty()) {
            consumer.assign(topics.all().stream().map(t -> partition(t.name())).toList());
        }
        consumer.addRecord(record);
    }

    void moveEnds() {
        ends.forEach((topic, end) -> consumer.updateEndOffsets(Map.of(partition(topic), end)));
    }

    static TopicPartition partition(String topic) {
        return new TopicPartition(topic, 0);
    }

    <V> List<V> records(Topic<String, V> topic) {
        return producer.history().stream()
                .filter(record -> record.topic().equals(topic.name()))
                .map(ProducerRecord::value)
                .map(bytes -> topic.valueSerde().deserializer().deserialize(topic.name(), bytes))
                .toList();
    }

    <V> V last(Topic<String, V> topic) {
        List<V> all = records(topic);
        return all.get(all.size() - 1);
    }

    long counted(String topic) {
        List<Map<String, Map<TopicPartition, OffsetAndMetadata>>> history = producer.consumerGroupOffsetsHistory();
        return history.get(history.size() - 1)
                .values()
                .iterator()
                .next()
                .get(partition(topic))
                .offset();
    }

    static ProbeResult result(double distillability) {
        StudentScore base = new StudentScore(0, Double.NaN, 1, OptionalDouble.empty());
        StudentScore clean = new StudentScore(10, 0.2, 0, OptionalDouble.empty());
        StudentScore score = new StudentScore(10, 0.2, 1 - distillability, OptionalDouble.empty());
        return Records.result(base, clean, score);
    }
}
