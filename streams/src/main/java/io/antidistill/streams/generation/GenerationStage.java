package io.antidistill.streams.generation;

import io.antidistill.engine.TraceGenerator;
import io.antidistill.schema.Topics;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * One generation step of the topology: its collaborators, its stores, and a processor per task. Immutable.
 *
 * @param channel whose prompts
 * @param sinks names of the nodes that its records go to
 * @param engine the shared engine
 * @param encoder words to tokens and back
 * @param models which models answer
 * @param salt the secret behind the seeds
 * @param topics for the control tables
 * @param settings pace
 * @param metrics what is counted
 * @param lastAttempts shared by all steps on the engine
 */
public record GenerationStage(
        PromptChannel channel,
        Sinks sinks,
        TraceGenerator engine,
        PromptEncoder encoder,
        ModelIdentity models,
        Salt salt,
        Topics topics,
        GenerationSettings settings,
        StreamMetrics metrics,
        LastAttempts lastAttempts)
        implements ProcessorSupplier<byte[], byte[], Object, Object> {

    /** Names of the three nodes behind a processor. */
    public record Sinks(String answers, String audit, String deadLetters) {}

    public GenerationStage {
        Objects.requireNonNull(channel, "channel");
        Objects.requireNonNull(sinks, "sinks");
        Objects.requireNonNull(engine, "engine");
        Objects.requireNonNull(encoder, "encoder");
        Objects.requireNonNull(models, "models");
        Objects.requireNonNull(salt, "salt");
        Objects.requireNonNull(topics, "topics");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(metrics, "metrics");
        Objects.requireNonNull(lastAttempts, "lastAttempts");
    }

    @Override
    public Processor<byte[], byte[], Object, Object> get() {
        return new GenerationProcessor(this);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        boolean persistent = settings.storage() == GenerationSettings.Storage.PERSISTENT;
        return Set.of(
                Stores.keyValueStoreBuilder(
                        persistent
                                ? Stores.persistentKeyValueStore(pendingStore())
                                : Stores.inMemoryKeyValueStore(pendingStore()),
                        Serdes.String(),
                        PendingPromptSerde.create()),
                AnsweredPrompts.store(answeredStore(), persistent, settings.retention()));
    }

    String pendingStore() {
        return "pending-" + channel.name();
    }

    String answeredStore() {
        return "answered-" + channel.name();
    }
}
