package io.antidistill.schema;

import io.antidistill.registry.AvroSerde;
import io.antidistill.registry.SchemaRegistryClient;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;

/**
 * All topics of one installation. Immutable and thread-safe; the serdes share one registry client and may be shared by
 * producers, consumers and stream tasks.
 */
public final class Topics {
    private final Topic<String, PromptEvent> prompts;
    private final Topic<String, ProtectedTrace> traces;
    private final Topic<String, ProbePrompt> probePrompts;
    private final Topic<String, ProbeTrace> probeTraces;
    private final Topic<String, TraceAudit> traceAudit;
    private final Topic<String, DefensePolicy> policies;
    private final Topic<String, LambdaCommand> lambda;
    private final Topic<String, KillSwitch> killSwitches;
    private final Topic<String, ClientRisk> clientRisk;
    private final Topic<String, ProbeReport> probeReports;
    private final Topic<byte[], byte[]> deadLetters;

    private Topics(String prefix, Map<String, ?> serdeConfig) {
        SchemaRegistryClient registry = SchemaRegistryClient.of(serdeConfig);
        prompts = avro(prefix + "prompts", PromptEvent.class, registry, serdeConfig);
        traces = avro(prefix + "traces", ProtectedTrace.class, registry, serdeConfig);
        probePrompts = avro(prefix + "probe-prompts", ProbePrompt.class, registry, serdeConfig);
        probeTraces = avro(prefix + "probe-traces", ProbeTrace.class, registry, serdeConfig);
        traceAudit = avro(prefix + "trace-audit", TraceAudit.class, registry, serdeConfig);
        policies = avro(prefix + "policies", DefensePolicy.class, registry, serdeConfig);
        lambda = avro(prefix + "lambda", LambdaCommand.class, registry, serdeConfig);
        killSwitches = avro(prefix + "kill-switches", KillSwitch.class, registry, serdeConfig);
        clientRisk = avro(prefix + "client-risk", ClientRisk.class, registry, serdeConfig);
        probeReports = avro(prefix + "probe-reports", ProbeReport.class, registry, serdeConfig);
        deadLetters = new Topic<>(prefix + "dead-letters", Serdes.ByteArray(), Serdes.ByteArray());
    }

    /**
     * The topics whose names begin with {@code prefix}, with serdes set up by {@link
     * io.antidistill.registry.AvroSerdeConfig}'s keys. Nothing is contacted yet.
     *
     * @param prefix put before every name as it is, for example {@code acme.}; empty for none
     * @param serdeConfig at least {@code schema.registry.url}; other keys are ignored
     * @throws IllegalArgumentException if the prefix cannot begin a topic name
     * @throws org.apache.kafka.common.config.ConfigException if a serde setting is missing or wrong
     */
    public static Topics of(String prefix, Map<String, ?> serdeConfig) {
        return new Topics(prefix, serdeConfig);
    }

    private static <V extends SpecificRecord> Topic<String, V> avro(
            String name, Class<V> type, SchemaRegistryClient registry, Map<String, ?> serdeConfig) {
        return new Topic<>(name, Serdes.String(), AvroSerde.forValues(type, registry, serdeConfig));
    }

    /** What customers ask; key: prompt id. */
    public Topic<String, PromptEvent> prompts() {
        return prompts;
    }

    /** What customers get; key: prompt id. */
    public Topic<String, ProtectedTrace> traces() {
        return traces;
    }

    /** What the monitor asks; key: prompt id. Only the monitor may write it. */
    public Topic<String, ProbePrompt> probePrompts() {
        return probePrompts;
    }

    /** What the monitor gets; key: prompt id. Only the monitor may read it. */
    public Topic<String, ProbeTrace> probeTraces() {
        return probeTraces;
    }

    /** How each trace was sampled; key: prompt id. For operators only. */
    public Topic<String, TraceAudit> traceAudit() {
        return traceAudit;
    }

    /** Protection per context; key: context, or {@code tenant/context}. Compacted. */
    public Topic<String, DefensePolicy> policies() {
        return policies;
    }

    /** The lambda in force; key: lambda group. Compacted. */
    public Topic<String, LambdaCommand> lambda() {
        return lambda;
    }

    /** Groups whose tilt people have switched off; key: lambda group. Compacted. Only operators may write it. */
    public Topic<String, KillSwitch> killSwitches() {
        return killSwitches;
    }

    /** Clients under suspicion; key: {@code tenant/client}. Compacted. */
    public Topic<String, ClientRisk> clientRisk() {
        return clientRisk;
    }

    /** What a thief would have learned; key: lambda group. */
    public Topic<String, ProbeReport> probeReports() {
        return probeReports;
    }

    /** Records that could not be handled, bytes as they came, the reason in the headers. */
    public Topic<byte[], byte[]> deadLetters() {
        return deadLetters;
    }

    /** Every topic, in the order in which the records travel. */
    public List<Topic<?, ?>> all() {
        return List.of(
                prompts,
                traces,
                probePrompts,
                probeTraces,
                traceAudit,
                policies,
                lambda,
                killSwitches,
                clientRisk,
                probeReports,
                deadLetters);
    }

    /**
     * Registers the records' schemas, so that programs in other languages find them before the first record is written.
     * Does nothing where {@code auto.register.schemas=false}.
     *
     * @throws io.antidistill.registry.RegistryUnreachableException if no registry answers
     * @throws io.antidistill.registry.IncompatibleSchemaException if the registry holds schemas that do not fit these
     */
    public void registerSchemas() {
        for (Topic<?, ?> topic : all()) {
            if (topic.valueSerde() instanceof AvroSerde<?> serde) {
                serde.registerSchema(topic.name());
            }
        }
    }

    /**
     * Creates what does not exist yet, and returns when the broker lists it; what exists is left as it is. Policies, lambda and kill switches always get one partition,
     * since every instance reads them whole; they and client risk are compacted, since only the latest value counts.
     *
     * @param partitions of every other topic; -1 for the broker's default
     * @param replication copies of each partition, at most the number of brokers; -1 for the broker's default
     * @throws org.apache.kafka.common.KafkaException if the broker refuses or cannot be reached within the admin client's own time limit
     */
    public void create(Admin admin, int partitions, short replication) {
        Map<String, String> compacted = Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        // The broker's own clock, so that no producer can move a prompt's deadline.
        Stream<NewTopic> asked = Stream.of(new NewTopic(prompts.name(), partitions, replication)
                .configs(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime")));
        Stream<NewTopic> streams = Stream.of(traces, probePrompts, probeTraces, traceAudit, probeReports, deadLetters)
                .map(topic -> new NewTopic(topic.name(), partitions, replication));
        Stream<NewTopic> control = Stream.of(policies, lambda, killSwitches)
                .map(topic -> new NewTopic(topic.name(), 1, replication).configs(compacted));
        Stream<NewTopic> perClient = Stream.of(clientRisk)
                .map(topic -> new NewTopic(topic.name(), partitions, replication).configs(compacted));
        List<NewTopic> wanted =
                Stream.of(asked, streams, control, perClient).flatMap(s -> s).toList();
        TopicCreation.of(admin).create(wanted);
    }
}
