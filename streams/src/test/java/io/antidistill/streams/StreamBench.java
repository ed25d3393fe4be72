package io.antidistill.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.ClientRisk;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.KillSwitch;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.Message;
import io.antidistill.schema.ProbePrompt;
import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.ProbeTrace;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.RiskLevel;
import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import io.antidistill.schema.TraceAudit;
import io.antidistill.streams.generation.FakeEngine;
import io.antidistill.streams.generation.GenerationSettings;
import io.antidistill.streams.generation.GenerationStage;
import io.antidistill.streams.generation.LastAttempts;
import io.antidistill.streams.generation.ModelIdentity;
import io.antidistill.streams.generation.PromptEncoder;
import io.antidistill.streams.generation.Salt;
import io.antidistill.streams.generation.StreamMetrics;
import io.antidistill.streams.generation.WordEncoder;
import io.antidistill.streams.policy.DefaultPolicies;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** The whole topology in memory, with a clock that only the test moves. */
final class StreamBench implements AutoCloseable {
    static final Instant START = Instant.parse("2030-01-01T12:00:00Z");
    static final GenerationSettings SETTINGS = new GenerationSettings(
            GenerationSettings.Storage.MEMORY,
            4,
            Duration.ofMillis(100),
            Duration.ofMillis(20),
            Duration.ofHours(1),
            10_000,
            3,
            2,
            Duration.ofSeconds(1),
            Duration.ofSeconds(8));

    final Topics topics = Topics.of("t.", Map.of("schema.registry.url", "mock://" + UUID.randomUUID()));
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final FakeEngine engine;
    private final TopologyTestDriver driver;
    private Duration elapsed = Duration.ZERO;

    StreamBench(FakeEngine engine, Path stateDirectory) {
        this(engine, new WordEncoder(), stateDirectory);
    }

    StreamBench(FakeEngine engine, PromptEncoder encoder, Path stateDirectory) {
        this.engine = engine;
        ProtectionConfig config = ProtectionConfig.of("unused:9092", stateDirectory, Salt.of("a salt for the tests"))
                .withGeneration(SETTINGS);
        StreamMetrics metrics = new StreamMetrics(meters);
        driver = new TopologyTestDriver(
                ProtectionTopology.of(
                        topics,
                        (channel, sinks) -> new GenerationStage(
                                channel,
                                sinks,
                                engine,
                                encoder,
                                new ModelIdentity("tiny", "teacher-hash", "proxy-hash", "direction-1", "forward"),
                                config.salt(),
                                topics,
                                config.generation(),
                                metrics,
                                new LastAttempts())),
                KafkaSettings.of(config, new Properties()),
                START);
        DefaultPolicies.byContext().forEach(this::setPolicy);
    }

    void ask(PromptEvent prompt) {
        input(topics.prompts()).pipeInput(prompt.getPromptId(), prompt);
    }

    /** @param recorded the record's time */
    void ask(PromptEvent prompt, Instant recorded) {
        input(topics.prompts()).pipeInput(prompt.getPromptId(), prompt, recorded);
    }

    void probe(ProbePurpose purpose, String group, PromptEvent prompt) {
        input(topics.probePrompts()).pipeInput(prompt.getPromptId(), new ProbePrompt(purpose, group, prompt));
    }

    void askRaw(byte[] key, byte[] value) {
        driver.createInputTopic(topics.prompts().name(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(key, value);
    }

    TestInputTopic<byte[], byte[]> raw(Topic<?, ?> topic) {
        return driver.createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    void setPolicy(String key, DefensePolicy policy) {
        input(topics.policies()).pipeInput(key, policy);
    }

    void command(String group, double lambda) {
        input(topics.lambda()).pipeInput(group, new LambdaCommand(group, lambda, "test", null, "tester", START, false));
    }

    void kill(String key, String group, boolean killed) {
        input(topics.killSwitches()).pipeInput(key, new KillSwitch(group, killed, "broken answers", "tester", START));
    }

    void suspect(String client, RiskLevel level, Instant until) {
        input(topics.clientRisk())
                .pipeInput(
                        client,
                        ClientRisk.newBuilder()
                                .setClient(client)
                                .setLevel(level)
                                .setEvidence("test")
                                .setUntil(until)
                                .build());
    }

    /** One tick of the processors. */
    void tick() {
        pass(SETTINGS.tick());
    }

    void pass(Duration time) {
        elapsed = elapsed.plus(time);
        driver.advanceWallClockTime(time);
    }

    Instant now() {
        return START.plus(elapsed);
    }

    List<ProtectedTrace> traces() {
        return output(topics.traces()).readValuesToList();
    }

    List<ProbeTrace> probeTraces() {
        return output(topics.probeTraces()).readValuesToList();
    }

    List<TraceAudit> audits() {
        return output(topics.traceAudit()).readValuesToList();
    }

    TestOutputTopic<byte[], byte[]> deadLetters() {
        return driver.createOutputTopic(
                topics.deadLetters().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The driver keeps every record of every topic that nobody reads; a long test cannot afford that. */
    void forgetChangelogs() {
        driver.producedTopicNames().stream()
                .filter(name -> name.endsWith("-changelog"))
                .forEach(
                        name -> driver.createOutputTopic(name, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                                .readRecordsToList());
    }

    long pending() {
        return driver.getKeyValueStore("pending-prompts").approximateNumEntries()
                + driver.getKeyValueStore("pending-probes").approximateNumEntries();
    }

    double count(String meter) {
        return meters.get(meter).counter().count();
    }

    static PromptEvent prompt(String id, String context) {
        return prompt(id, context, List.of(new Message("user", "How many apples?")), null);
    }

    static PromptEvent prompt(String id, String context, List<Message> messages, Integer maxNewTokens) {
        return new PromptEvent(id, "acme", "bob", context, messages, maxNewTokens, START);
    }

    private <V> TestInputTopic<String, V> input(Topic<String, V> topic) {
        return driver.createInputTopic(
                topic.name(), topic.keySerde().serializer(), topic.valueSerde().serializer());
    }

    private <V> TestOutputTopic<String, V> output(Topic<String, V> topic) {
        return driver.createOutputTopic(
                topic.name(),
                topic.keySerde().deserializer(),
                topic.valueSerde().deserializer());
    }

    @Override
    public void close() {
        driver.close();
    }

    /** The only element. */
    static <T> T one(List<T> list) {
        assertThat(list).hasSize(1);
        return list.get(0);
    }
}
