package io.antidistill.streams;

import io.antidistill.schema.ClientRisk;
import io.antidistill.schema.FinishReason;
import io.antidistill.schema.Message;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.Topics;
import io.antidistill.streams.extraction.Observer;
import io.antidistill.streams.extraction.RiskThresholds;
import io.antidistill.streams.generation.Salt;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;

/** The detector in memory, with a clock that only the test moves. */
final class DetectorBench implements AutoCloseable {
    static final int LONG = 400;
    static final int SHORT = 20;
    private static final Instant START = Instant.parse("2030-01-01T12:00:00Z");

    final Topics topics = Topics.of("t.", Map.of("schema.registry.url", "mock://" + UUID.randomUUID()));
    private final TopologyTestDriver driver;
    private final TestInputTopic<String, ProtectedTrace> traces;
    private final TestOutputTopic<String, ClientRisk> verdicts;
    private final Random random = new Random(1);
    private Instant now = START;

    DetectorBench(Path stateDirectory) {
        Properties settings = ExtractionApp.settings(
                ProtectionConfig.of("unused:9092", stateDirectory, Salt.of("a salt for the tests")), new Properties());
        driver = new TopologyTestDriver(
                ExtractionTopology.of(topics, new Observer(7, 200), RiskThresholds.defaults()), settings, START);
        traces = driver.createInputTopic(
                topics.traces().name(),
                topics.traces().keySerde().serializer(),
                topics.traces().valueSerde().serializer());
        verdicts = driver.createOutputTopic(
                topics.clientRisk().name(),
                topics.clientRisk().keySerde().deserializer(),
                topics.clientRisk().valueSerde().deserializer());
    }

    /** As many prompts of a client, all different, between the same words. */
    void ask(int count, String tenant, String client, String before, String after, int answerTokens) {
        for (int i = 0; i < count; i++) {
            answered(tenant, client, before + question() + after, answerTokens, now);
        }
    }

    void ask(int count, String tenant, String client, int answerTokens) {
        ask(count, tenant, client, "", "", answerTokens);
    }

    void answered(String tenant, String client, String question, int answerTokens, Instant recorded) {
        String id = UUID.randomUUID().toString();
        traces.pipeInput(
                id,
                new ProtectedTrace(
                        id,
                        tenant,
                        client,
                        List.of(new Message("user", question)),
                        "an answer",
                        FinishReason.STOP,
                        "tiny",
                        20,
                        answerTokens,
                        START,
                        START,
                        0L,
                        0L),
                recorded);
    }

    void garbage() {
        driver.createInputTopic(topics.traces().name(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new byte[] {1}, new byte[] {2, 3});
    }

    /** Forty words that no other question has in that order. */
    String question() {
        return IntStream.range(0, 40)
                .mapToObj(i -> "word" + (char) ('a' + random.nextInt(26)) + (char) ('a' + random.nextInt(26)))
                .collect(Collectors.joining(" "));
    }

    void pass(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
    }

    Instant now() {
        return now;
    }

    /** What was written since the last look; null values are deletions. */
    List<KeyValue<String, ClientRisk>> verdicts() {
        return verdicts.readKeyValuesToList();
    }

    long remembered() {
        long count = 0;
        try (KeyValueIterator<?, ?> all = driver.getKeyValueStore("verdicts").all()) {
            for (; all.hasNext(); all.next()) {
                count++;
            }
        }
        return count;
    }

    @Override
    public void close() {
        driver.close();
    }
}
