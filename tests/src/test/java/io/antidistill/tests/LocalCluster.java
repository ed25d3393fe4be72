package io.antidistill.tests;

import io.antidistill.cli.local.EmbeddedBroker;
import io.antidistill.cli.local.EmbeddedRegistry;
import io.antidistill.cli.models.LoadedModels;
import io.antidistill.engine.GenerationEngine;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import io.antidistill.streams.ProtectionConfig;
import io.antidistill.streams.StreamsApp;
import io.antidistill.streams.generation.GenerationSettings;
import io.antidistill.streams.generation.PromptEncoder;
import io.antidistill.streams.generation.Salt;
import io.antidistill.streams.policy.DefaultPolicies;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker and a registry with all topics and the default policies. */
final class LocalCluster implements AutoCloseable {
    private final EmbeddedBroker broker;
    private final EmbeddedRegistry registry;
    private final Topics topics;
    private final KafkaProducer<byte[], byte[]> producer;

    LocalCluster(Path directory) throws ExecutionException, InterruptedException {
        broker = new EmbeddedBroker(directory, 0);
        registry = new EmbeddedRegistry(directory, broker.bootstrap(), 0);
        topics = Topics.of("", Map.of("schema.registry.url", registry.url()));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            topics.create(admin, 2, (short) 1);
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        for (var policy : DefaultPolicies.byContext().entrySet()) {
            send(topics.policies(), policy.getKey(), policy.getValue()).get();
        }
    }

    String bootstrap() {
        return broker.bootstrap();
    }

    String registryUrl() {
        return registry.url();
    }

    Topics topics() {
        return topics;
    }

    Future<RecordMetadata> ask(String id, String question) {
        return send(
                topics.prompts(),
                id,
                new PromptEvent(
                        id,
                        "acme",
                        "bob",
                        "reasoning-long",
                        List.of(new Message("user", question)),
                        null,
                        Instant.now()));
    }

    /** Returns when the broker has it. */
    Instant command(double lambda) throws ExecutionException, InterruptedException {
        LambdaCommand command = new LambdaCommand("standard", lambda, "test", null, "tester", Instant.now(), false);
        send(topics.lambda(), "standard", command).get();
        return Instant.now();
    }

    <V> Future<RecordMetadata> send(Topic<String, V> topic, String key, V value) {
        return producer.send(new ProducerRecord<>(
                topic.name(),
                topic.keySerde().serializer().serialize(topic.name(), key),
                topic.valueSerde().serializer().serialize(topic.name(), value)));
    }

    /** A running stream of these models on this cluster; the caller closes it. */
    StreamsApp stream(GenerationEngine engine, LoadedModels models, Path state) {
        ProtectionConfig config = ProtectionConfig.of(bootstrap(), state, Salt.of("a salt for the tests"))
                .withGeneration(GenerationSettings.defaults().with(GenerationSettings.Storage.MEMORY));
        return StreamsApp.start(
                config,
                engine,
                PromptEncoder.of(models.teacher()),
                models.identity(),
                topics,
                new Properties(),
                new SimpleMeterRegistry());
    }

    @Override
    public void close() {
        producer.close();
        registry.close();
        broker.close();
    }
}
