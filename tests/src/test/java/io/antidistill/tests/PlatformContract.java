package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.Endpoints;
import io.antidistill.cli.up.TopicSetup;
import io.antidistill.registry.IncompatibleSchemaException;
import io.antidistill.registry.SchemaRegistryClient;
import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.Topic;
import io.antidistill.schema.TraceAudit;
import io.antidistill.streams.ProtectionConfig;
import io.antidistill.streams.StreamsApp;
import io.antidistill.streams.generation.GenerationSettings;
import io.antidistill.streams.generation.ModelIdentity;
import io.antidistill.streams.generation.Salt;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What must work on every broker and every schema registry that the project claims to run on. */
@Timeout(300)
abstract class PlatformContract {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    abstract String bootstrap();

    abstract String registry();

    @Test
    void preparesTheClusterTwiceWithoutHarmAndAnswersPrompts() throws Exception {
        Cluster cluster = cluster("answers.");
        prepare(cluster);
        prepare(cluster);
        write(cluster, prompt("p-1"));

        try (StreamsApp stream = stream(cluster);
                CommittedReader<ProtectedTrace> traces = new CommittedReader<>(
                        cluster.properties(), cluster.topics().traces());
                CommittedReader<TraceAudit> audits = new CommittedReader<>(
                        cluster.properties(), cluster.topics().traceAudit())) {
            ProtectedTrace trace = traces.until(PATIENCE, all -> !all.isEmpty()).get(0);
            assertThat(trace.getMessages()).isEqualTo(prompt("p-1").getMessages());
            assertThat(trace.getText()).isEqualTo("four");
            assertThat(audits.until(PATIENCE, all -> !all.isEmpty()))
                    .extracting(TraceAudit::getPolicyKey)
                    .containsExactly("reasoning-long");
            assertThat(stream.health().live()).isTrue();
        }
    }

    @Test
    void answersPythonOnceWhoeverElseAsksUnderItsId() throws Exception {
        PythonClient python = PythonClient.of(bootstrap(), registry());
        Cluster cluster = cluster("python.");
        prepare(cluster);

        int pythons = python.produce(cluster.topics().prompts().name(), "p-1", "Wie viel ist 2 + 2? ✓");
        assertThat(write(cluster, prompt("p-1")))
                .as("equal keys meet in one partition, whoever writes them")
                .isEqualTo(pythons);
        try (StreamsApp stream = stream(cluster);
                CommittedReader<TraceAudit> audits = new CommittedReader<>(
                        cluster.properties(), cluster.topics().traceAudit())) {
            JsonNode trace = python.consume(cluster.topics().traces().name(), "p-1", PATIENCE)
                    .get("value");
            assertThat(trace.get("text").asText()).isEqualTo("four");
            assertThat(trace.get("finishReason").asText()).isEqualTo("STOP");
            assertThat(trace.get("messages").get(0).get("content").asText()).isEqualTo("Wie viel ist 2 + 2? ✓");
            assertThat(trace.get("completedAt").asText()).startsWith("20");
            assertThat(trace.has("lambda")).isFalse();
            assertThat(audits.until(PATIENCE, all -> !all.isEmpty())).hasSize(1);
            assertThat(stream.health().live()).isTrue();
        }
    }

    @Test
    void refusesASchemaThatBreaksReadersAndKnowsWhatItDoesNotKnow() throws Exception {
        setLevel("broken-value", "BACKWARD");
        SchemaRegistryClient client = SchemaRegistryClient.of(Map.of("schema.registry.url", registry()));
        Schema first = SchemaBuilder.record("R").fields().requiredString("a").endRecord();
        Schema more = SchemaBuilder.record("R")
                .fields()
                .requiredString("a")
                .requiredInt("b")
                .endRecord();
        int id = client.register("broken-value", first);

        assertThat(client.byId(id)).contains(first);
        assertThat(client.latest("broken-value"))
                .hasValueSatisfying(latest -> assertThat(latest.id()).isEqualTo(id));
        assertThatThrownBy(() -> client.register("broken-value", more)).isInstanceOf(IncompatibleSchemaException.class);
        assertThat(client.byId(987_654)).isEmpty();
        assertThat(client.latest("nobody-value")).isEmpty();
    }

    private Cluster cluster(String prefix) {
        return Cluster.of(new Endpoints(bootstrap(), registry(), prefix), Map.of());
    }

    private static void prepare(Cluster cluster) {
        TopicSetup.ensure(cluster, 3, (short) 1);
    }

    private StreamsApp stream(Cluster cluster) {
        String prefix = cluster.endpoints().prefix();
        ProtectionConfig config = ProtectionConfig.of(
                        bootstrap(), directory.resolve(prefix + "state"), Salt.of("a salt for the tests"))
                .withApplicationId(prefix + "stream")
                .withGeneration(GenerationSettings.defaults().with(GenerationSettings.Storage.MEMORY));
        return StreamsApp.start(
                config,
                new FixedAnswers(),
                FixedAnswers.ENCODER,
                new ModelIdentity("fixed", "no-weights", null, null, "none"),
                cluster.topics(),
                cluster.properties(),
                new SimpleMeterRegistry());
    }

    /** Returns the partition that it went to. */
    private static int write(Cluster cluster, PromptEvent prompt) throws Exception {
        Topic<String, PromptEvent> prompts = cluster.topics().prompts();
        try (KafkaProducer<String, PromptEvent> producer = cluster.producer(prompts)) {
            return producer.send(new ProducerRecord<>(prompts.name(), prompt.getPromptId(), prompt))
                    .get()
                    .partition();
        }
    }

    private void setLevel(String subject, String level) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(registry() + "/config/" + subject))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .PUT(BodyPublishers.ofString("{\"compatibility\":\"" + level + "\"}"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    private static PromptEvent prompt(String id) {
        return new PromptEvent(
                id,
                "acme",
                "bob",
                "reasoning-long",
                List.of(new Message("user", "What is 2 + 2?")),
                null,
                Instant.ofEpochSecond(1_800_000_000L));
    }
}
