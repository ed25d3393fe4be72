package io.antidistill.streams;

import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import io.antidistill.streams.generation.ControlTables;
import io.antidistill.streams.generation.GenerationStage;
import io.antidistill.streams.generation.GenerationStage.Sinks;
import io.antidistill.streams.generation.PromptChannel;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.Stores;

/**
 * The whole stream in one method.
 *
 * <pre>
 *  policies ─┐
 *  lambda ───┼─ global tables, read by both steps
 *  client-risk
 *
 *  prompts ───────── generate-prompts ─┬─ traces              for customers
 *                                      ├─ trace-audit         for operators
 *                                      └─ dead-letters
 *
 *  probe-prompts ─── generate-probes ──┬─ probe-traces        for the monitor only
 *                                      ├─ trace-audit
 *                                      └─ dead-letters
 * </pre>
 *
 * <p>There is no way from {@code probe-prompts} to {@code traces}: a clean reference cannot reach a customer, and a
 * customer's prompt cannot ask for one. Sources and control tables are raw bytes, so that a record which cannot be read
 * is dealt with by the step and not by the framework.
 */
final class ProtectionTopology {
    private static final Sinks PROMPT_SINKS = new Sinks("traces", "prompt-audit", "prompt-dead-letters");
    private static final Sinks PROBE_SINKS = new Sinks("probe-traces", "probe-audit", "probe-dead-letters");

    private ProtectionTopology() {}

    static Topology of(Topics topics, StageFactory stages) {
        StreamsBuilder tables = new StreamsBuilder();
        ControlTables.stores(topics)
                .forEach((store, topic) -> tables.globalTable(
                        topic.name(),
                        Consumed.with(Serdes.String(), Serdes.ByteArray()),
                        Materialized.as(Stores.inMemoryKeyValueStore(store))));
        Topology topology = tables.build();

        source(topology, "prompts", topics.prompts());
        topology.addProcessor(
                "generate-prompts", stages.stage(PromptChannel.customers(topics.prompts()), PROMPT_SINKS), "prompts");
        sink(topology, PROMPT_SINKS.answers(), topics.traces(), "generate-prompts");
        sink(topology, PROMPT_SINKS.audit(), topics.traceAudit(), "generate-prompts");
        sink(topology, PROMPT_SINKS.deadLetters(), topics.deadLetters(), "generate-prompts");

        source(topology, "probe-prompts", topics.probePrompts());
        topology.addProcessor(
                "generate-probes",
                stages.stage(PromptChannel.probes(topics.probePrompts()), PROBE_SINKS),
                "probe-prompts");
        sink(topology, PROBE_SINKS.answers(), topics.probeTraces(), "generate-probes");
        sink(topology, PROBE_SINKS.audit(), topics.traceAudit(), "generate-probes");
        sink(topology, PROBE_SINKS.deadLetters(), topics.deadLetters(), "generate-probes");
        return topology;
    }

    /** Puts the collaborators to a channel. */
    interface StageFactory {
        GenerationStage stage(PromptChannel channel, Sinks sinks);
    }

    private static void source(Topology topology, String node, Topic<?, ?> topic) {
        topology.addSource(node, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topic.name());
    }

    private static void sink(Topology topology, String node, Topic<?, ?> topic, String parent) {
        topology.addSink(
                node,
                topic.name(),
                topic.keySerde().serializer(),
                topic.valueSerde().serializer(),
                parent);
    }
}
