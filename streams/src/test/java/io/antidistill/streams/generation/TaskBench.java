package io.antidistill.streams.generation;

import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.KillSwitch;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import io.antidistill.schema.TraceAudit;
import io.antidistill.streams.generation.GenerationStage.Sinks;
import io.antidistill.streams.policy.DefaultPolicies;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/** One task whose stores outlive it, as the changelog makes them do: {@link #restart()} is a crash and a restore. */
final class TaskBench {
    static final GenerationSettings SETTINGS = new GenerationSettings(
            GenerationSettings.Storage.MEMORY,
            3,
            Duration.ofMillis(50),
            Duration.ofMillis(20),
            Duration.ofHours(1),
            10_000,
            3,
            3,
            Duration.ofSeconds(1),
            Duration.ofSeconds(8));

    /** What producers write with. */
    final Topics topics = Topics.of("t.", Map.of("schema.registry.url", "mock://" + UUID.randomUUID()));

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Topics streamsTopics;
    private final Path directory;
    private final KeyValueStore<String, PendingPrompt> pending;
    private final org.apache.kafka.streams.state.WindowStore<String, byte[]> answered;
    private final TimestampedKeyValueStore<String, byte[]> policies = table(ControlTables.POLICIES);
    private final TimestampedKeyValueStore<String, byte[]> lambda = table(ControlTables.LAMBDA);
    private final TimestampedKeyValueStore<String, byte[]> killSwitches = table(ControlTables.KILL_SWITCHES);
    private final TimestampedKeyValueStore<String, byte[]> clientRisk = table(ControlTables.CLIENT_RISK);
    private FakeEngine engine;
    private MockProcessorContext<Object, Object> context;
    private GenerationProcessor processor;
    private long clock = Instant.parse("2030-01-01T12:00:00Z").toEpochMilli();
    private long offset;

    TaskBench(FakeEngine engine, Path directory) {
        this(engine, directory, null);
    }

    /** @param registryUrl of the stream's own registry, or null to share the producers' */
    TaskBench(FakeEngine engine, Path directory, String registryUrl) {
        streamsTopics = registryUrl == null
                ? topics
                : Topics.of("t.", Map.of("schema.registry.url", registryUrl, "max.retries", 0));
        this.directory = directory;
        this.engine = engine;
        pending = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("pending-prompts"), Serdes.String(), PendingPromptSerde.create())
                .withLoggingDisabled()
                .build();
        answered = AnsweredPrompts.store("answered-prompts", false, SETTINGS.retention())
                .withLoggingDisabled()
                .build();
        boot();
        DefaultPolicies.byContext().forEach(this::setPolicy);
    }

    private static TimestampedKeyValueStore<String, byte[]> table(String name) {
        return Stores.timestampedKeyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
    }

    private void boot() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
        context = new MockProcessorContext<>(settings, new TaskId(0, 0), directory.toFile());
        context.setCurrentSystemTimeMs(clock);
        for (var store : List.of(pending, answered, policies, lambda, killSwitches, clientRisk)) {
            if (!store.isOpen()) {
                store.init(context.getStateStoreContext(), store);
            }
            context.addStateStore(store);
        }
        GenerationStage stage = new GenerationStage(
                PromptChannel.customers(streamsTopics.prompts()),
                new Sinks("traces", "audit", "dead-letters"),
                engine,
                new WordEncoder(),
                new ModelIdentity("tiny", "teacher-hash", "proxy-hash", "direction-1", "forward"),
                Salt.of("a salt for the tests"),
                streamsTopics,
                SETTINGS,
                new StreamMetrics(meters),
                new LastAttempts());
        processor = new GenerationProcessor(stage);
        processor.init(context);
    }

    /** The process dies and starts again with that engine. */
    void restart(FakeEngine next) {
        engine = next;
        boot();
    }

    /** The task is revoked in good order. */
    void close() {
        processor.close();
    }

    /** Kafka Streams closes a task and initialises the same processor again. */
    void revive() {
        processor.close();
        processor.init(context);
    }

    void ask(String id) {
        ask(id, prompt(id));
    }

    static PromptEvent prompt(String id) {
        return new PromptEvent(
                id, "acme", "bob", "reasoning-long", List.of(new Message("user", "How many?")), null, Instant.EPOCH);
    }

    private void ask(String id, PromptEvent prompt) {
        context.setRecordMetadata(topics.prompts().name(), 0, offset++);
        processor.process(new Record<>(id.getBytes(StandardCharsets.UTF_8), bytes(topics.prompts(), prompt), clock));
    }

    void setPolicy(String key, DefensePolicy policy) {
        policies.put(key, ValueAndTimestamp.make(bytes(topics.policies(), policy), clock));
    }

    void command(double value) {
        LambdaCommand command =
                new LambdaCommand("standard", value, "test", null, "tester", Instant.ofEpochMilli(clock), false);
        lambda.put("standard", ValueAndTimestamp.make(bytes(topics.lambda(), command), clock));
    }

    void kill(boolean killed) {
        KillSwitch kill = new KillSwitch("standard", killed, "test", "tester", Instant.ofEpochMilli(clock));
        killSwitches.put("standard", ValueAndTimestamp.make(bytes(topics.killSwitches(), kill), clock));
    }

    void tick() {
        pass(SETTINGS.tick());
    }

    void pass(Duration time) {
        clock += time.toMillis();
        context.setCurrentSystemTimeMs(clock);
        context.scheduledPunctuators()
                .forEach(scheduled -> scheduled.getPunctuator().punctuate(clock));
    }

    List<ProtectedTrace> traces() {
        return forwarded("traces", ProtectedTrace.class);
    }

    List<TraceAudit> audits() {
        return forwarded("audit", TraceAudit.class);
    }

    List<String> deadLetterReasons() {
        return context.forwarded("dead-letters").stream()
                .map(CapturedForward::record)
                .map(letter -> new String(
                        letter.headers().lastHeader("antidistill.reason").value(), StandardCharsets.UTF_8))
                .toList();
    }

    PendingPrompt pending(String id) {
        return pending.get(id);
    }

    FakeEngine engine() {
        return engine;
    }

    private <T> List<T> forwarded(String child, Class<T> type) {
        return context.forwarded(child).stream()
                .map(forward -> type.cast(forward.record().value()))
                .toList();
    }

    static <V> byte[] bytes(Topic<String, V> topic, V value) {
        return topic.valueSerde().serializer().serialize(topic.name(), value);
    }
}
