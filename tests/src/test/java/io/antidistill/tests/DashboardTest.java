package io.antidistill.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antidistill.cli.local.EmbeddedBroker;
import io.antidistill.cli.local.EmbeddedRegistry;
import io.antidistill.monitor.MonitorMetrics;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.Message;
import io.antidistill.schema.ProbeReport;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.Topics;
import io.antidistill.streams.ProtectionConfig;
import io.antidistill.streams.StreamsApp;
import io.antidistill.streams.generation.ModelIdentity;
import io.antidistill.streams.generation.Salt;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A dashboard that asks for a metric by a wrong name shows nothing, and nobody notices. */
@Timeout(180)
class DashboardTest {
    private static final Path DASHBOARD = Path.of("..", "grafana", "dashboards", "antidistill.json");
    private static final Pattern METRIC = Pattern.compile("\\b(?:antidistill|kafka|jvm|process)_[a-z_]+");
    private static final String SALT = "a secret for tests only";

    @TempDir
    Path directory;

    @Test
    void asksOnlyForMetricsThatStreamAndMonitorExpose() throws Exception {
        Set<String> asked = asked();
        assertThat(asked).contains("antidistill_traces_total").hasSizeGreaterThan(5);

        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new MonitorMetrics(meters).reported(report());
        try (EmbeddedBroker broker = new EmbeddedBroker(directory.resolve("broker"), 0);
                EmbeddedRegistry registry = new EmbeddedRegistry(directory.resolve("broker"), broker.bootstrap(), 0)) {
            Topics topics = Topics.of("", Map.of("schema.registry.url", registry.url()));
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
                topics.create(admin, 1, (short) 1);
            }
            write(broker.bootstrap(), topics);
            try (StreamsApp stream = stream(broker.bootstrap(), topics, meters)) {
                assertThat(stream.health().live()).isTrue();
                await().atMost(Duration.ofSeconds(90))
                        .untilAsserted(() -> assertThat(exposed(meters)).containsAll(asked));
            }
        }
    }

    private StreamsApp stream(String bootstrap, Topics topics, PrometheusMeterRegistry meters) {
        return StreamsApp.start(
                ProtectionConfig.of(bootstrap, directory.resolve("state"), Salt.of(SALT)),
                new FixedAnswers(),
                FixedAnswers.ENCODER,
                new ModelIdentity("fixed", "0".repeat(64), null, null, "none"),
                topics,
                new Properties(),
                meters);
    }

    /** One prompt to answer, one record that is none, one command. */
    private static void write(String bootstrap, Topics topics) throws Exception {
        PromptEvent prompt = new PromptEvent(
                "p-1", "acme", "key", "short-answer", List.of(new Message("user", "hi")), null, Instant.now());
        LambdaCommand command = new LambdaCommand("default", 2.0, "a test", null, "test", Instant.now(), false);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer())) {
            String lambda = topics.lambda().name();
            String prompts = topics.prompts().name();
            producer.send(new ProducerRecord<>(
                    lambda,
                    "default".getBytes(UTF_8),
                    topics.lambda().valueSerde().serializer().serialize(lambda, command)));
            producer.send(new ProducerRecord<>(prompts, "no".getBytes(UTF_8), "not Avro".getBytes(UTF_8)));
            producer.send(new ProducerRecord<>(
                            prompts,
                            "p-1".getBytes(UTF_8),
                            topics.prompts().valueSerde().serializer().serialize(prompts, prompt)))
                    .get();
        }
    }

    private static ProbeReport report() {
        return ProbeReport.newBuilder()
                .setReportId("r")
                .setLambdaGroup("standard")
                .setRound(1)
                .setStartedAt(Instant.now())
                .setFinishedAt(Instant.now())
                .setWindowTraces(100)
                .setWindowLambdaMean(2)
                .setStudent("student")
                .setBaseLoss(0.8)
                .setCleanLoss(0.3)
                .setAttacks(List.of())
                .setDistillability(0.6)
                .setControlledBy("loss")
                .setTarget(0.5)
                .setUtilityFloor(0.85)
                .setKlMean(0.1)
                .setChangedShare(0.1)
                .setLambdaBefore(2)
                .setLambdaAfter(4)
                .setDecision("test")
                .build();
    }

    private static Set<String> asked() throws IOException {
        Set<String> names = new TreeSet<>();
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
        for (JsonNode expression : dashboard.findValues("expr")) {
            Matcher matcher = METRIC.matcher(expression.asText());
            while (matcher.find()) {
                names.add(matcher.group());
            }
        }
        return names;
    }

    private static Set<String> exposed(PrometheusMeterRegistry meters) {
        Set<String> names = new TreeSet<>();
        meters.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> names.add(line.split("[{ ]", 2)[0]));
        return names;
    }
}
