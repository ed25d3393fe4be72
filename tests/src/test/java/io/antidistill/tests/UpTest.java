package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.TopicReader;
import io.antidistill.cli.cluster.TopicReader.RawRecord;
import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.TraceAudit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One run of the whole system, looked at from outside while it goes on; the last test stops it and starts it again. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpTest {
    private static final int MORE_TRACES = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private static Path data;
    private static UpProcess up;
    private static Cluster cluster;
    private static int asked;

    @BeforeAll
    static void start() throws Exception {
        data = directory.resolve("data");
        up = UpProcess.start(data, "--rate", "8");
        cluster = up.awaitCluster();
    }

    @AfterAll
    static void stop() throws Exception {
        up.close();
    }

    @Test
    @Order(1)
    void secondUpOnTheSameDataDirectoryIsRefused() {
        Outcome outcome = run("up");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("another `antidistill up`", "Stop that one")
                .hasLineCount(1);
    }

    @Test
    @Order(2)
    void newLambdaReachesEveryPromptThatIsAskedASecondLater() throws Exception {
        assertThat(run("policy set", "live", "--group", "live").code()).isZero();
        await().atMost(PATIENCE).until(() -> ask("live", 1).stream()
                .allMatch(a -> a.getPolicyKey().equals("live")));

        assertThat(run("lambda set", "live", "7.5").code()).isZero();
        Instant commanded = Instant.now();
        await().atMost(Duration.ofSeconds(5)).until(() -> Instant.now().isAfter(commanded.plusSeconds(1)));

        assertThat(ask("live", 10))
                .allSatisfy(audit -> assertThat(audit.getLambda()).isEqualTo(7.5));
    }

    @Test
    @Order(3)
    void lambdaOutsideTheRangeIsRefusedInOneLine() {
        for (String bad : List.of("-1", "NaN", "Infinity", "1000")) {
            Outcome outcome = run("lambda set", "standard", bad);
            assertThat(outcome.code()).as(bad).isNotZero();
            assertThat(outcome.err()).as(bad).contains("lambda").hasLineCount(1);
        }
        assertThat(run("lambda set", "nowhere", "1").err()).contains("no policy uses the lambda group nowhere");
    }

    @Test
    @Order(4)
    void badPromptsBecomeDeadLettersWithTheirReasonAndDisturbNothing() throws Exception {
        Map<String, byte[]> bad = Map.of(
                "bad-not-avro", "hello".getBytes(StandardCharsets.UTF_8),
                "bad-truncated", new byte[] {0, 0, 0},
                "bad-no-messages", bytes(prompt("bad-no-messages", "reasoning-long", List.of(), null)),
                "bad-too-long",
                        bytes(prompt("bad-too-long", "reasoning-long", user("how many ? ".repeat(2000)), null)));
        Map<String, byte[]> odd = Map.of(
                "odd-limit", bytes(prompt("odd-limit", "reasoning-long", user("how many ?"), 1_000_000_000)),
                "odd-context", bytes(prompt("odd-context", "unheard-of", user("how many ?"), null)));
        send(bad);
        send(odd);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(deadLetters().keySet()).isEqualTo(bad.keySet()));
        assertThat(deadLetters().values()).allSatisfy(record -> assertThat(record.header("__streams.errors.message"))
                .isNotBlank());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(traceIds()).containsAll(odd.keySet()));
        assertThat(traceIds()).doesNotContainAnyElementsOf(bad.keySet());
        assertThat(audits().get("odd-context").getPolicyKey()).isEqualTo("default");
        assertThat(audits().get("odd-context").getLambda()).isGreaterThanOrEqualTo(16);
        assertThat(audits().get("odd-limit").getMaxNewTokens()).isLessThanOrEqualTo(4096);
    }

    @Test
    @Order(5)
    void programThatKnowsOnlyTheSchemasAsksAndIsAnswered() {
        PythonClient python = PythonClient.of(
                cluster.endpoints().bootstrapServers(), cluster.endpoints().schemaRegistry());
        python.produce(cluster.topics().prompts().name(), "asked-from-python", "how many apples are 2 plus 3 ?");
        await().atMost(PATIENCE).until(() -> traceIds().contains("asked-from-python"));
        JsonNode answer = python.consume(cluster.topics().traces().name(), "asked-from-python", PATIENCE);
        assertThat(answer.get("value").get("text").textValue()).isNotBlank();
    }

    @Test
    @Order(6)
    void protectedTracesSayNothingAboutTheProtection() {
        await().atMost(PATIENCE).until(() -> !traceIds().isEmpty());
        Outcome outcome = run("traces", "--json", "--limit", "5");
        assertThat(outcome.out().lines()).isNotEmpty().allSatisfy(line -> assertThat(line)
                .contains("\"promptId\"", "\"text\"")
                .doesNotContain("lambda", "seed", "policy"));
    }

    @Test
    @Order(7)
    void goesOnAfterAStopAndEndsByItselfWithASummary() throws Exception {
        int before = traceIds().size();
        up.terminate(Duration.ofSeconds(60));

        Path summary = directory.resolve("summary.json");
        up = UpProcess.start(
                data,
                "--rate",
                "8",
                "--stop-after",
                "" + (before + MORE_TRACES),
                "--timeout",
                "420",
                "--summary",
                summary.toString());
        assertThat(up.awaitExit(Duration.ofMinutes(8))).as(up.output()).isZero();

        JsonNode json = new ObjectMapper().readTree(summary.toFile());
        assertThat(json.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "prompts",
                        "traces",
                        "deadLetters",
                        "probeReports",
                        "lambdaFirst",
                        "lambdaLast",
                        "distillabilityFirst",
                        "distillabilityLast",
                        "tracesPerSecond");
        assertThat(json.get("traces").intValue()).isGreaterThanOrEqualTo(before + MORE_TRACES);
        assertThat(json.get("prompts").intValue())
                .isGreaterThanOrEqualTo(json.get("traces").intValue());
        assertThat(json.get("deadLetters").intValue()).isEqualTo(4);
        assertThat(json.get("probeReports").intValue()).isGreaterThanOrEqualTo(1);
        assertThat(json.get("lambdaLast").doubleValue())
                .isNotEqualTo(json.get("lambdaFirst").doubleValue())
                .isBetween(0.4, 16.0);
        assertThat(json.get("tracesPerSecond").doubleValue()).isPositive();
    }

    /** Asks a few questions in a context, waits for the answers, and returns how they were sampled. */
    private static List<TraceAudit> ask(String context, int questions) throws Exception {
        Map<String, byte[]> prompts = new HashMap<>();
        for (int i = 0; i < questions; i++) {
            String id = "asked-" + asked++;
            prompts.put(id, bytes(prompt(id, context, user("how many apples are " + asked + " plus 5 ?"), 8)));
        }
        send(prompts);
        await().atMost(PATIENCE).until(() -> audits().keySet().containsAll(prompts.keySet()));
        Map<String, TraceAudit> audits = audits();
        return prompts.keySet().stream().map(audits::get).toList();
    }

    private static void send(Map<String, byte[]> prompts) throws Exception {
        Properties properties = cluster.properties();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Map.Entry<String, byte[]> prompt : prompts.entrySet()) {
                producer.send(new ProducerRecord<>(
                                cluster.topics().prompts().name(),
                                prompt.getKey().getBytes(StandardCharsets.UTF_8),
                                prompt.getValue()))
                        .get();
            }
        }
    }

    private static byte[] bytes(PromptEvent prompt) {
        var topic = cluster.topics().prompts();
        return topic.valueSerde().serializer().serialize(topic.name(), prompt);
    }

    private static List<Message> user(String content) {
        return List.of(new Message("user", content));
    }

    private static PromptEvent prompt(String id, String context, List<Message> messages, Integer limit) {
        return PromptEvent.newBuilder()
                .setPromptId(id)
                .setTenant("test")
                .setClient("test")
                .setContext(context)
                .setMessages(messages)
                .setMaxNewTokens(limit)
                .setSubmittedAt(Instant.now())
                .build();
    }

    private static List<String> traceIds() {
        return Reading.keys(cluster, cluster.topics().traces());
    }

    private static Map<String, TraceAudit> audits() {
        return Reading.values(cluster, cluster.topics().traceAudit()).stream()
                .collect(Collectors.toMap(TraceAudit::getPromptId, Function.identity()));
    }

    private static Map<String, RawRecord> deadLetters() {
        try (TopicReader reader =
                TopicReader.open(cluster, List.of(cluster.topics().deadLetters()))) {
            return reader.readToEnd().stream().collect(Collectors.toMap(RawRecord::key, Function.identity()));
        }
    }

    private static Outcome run(String command, String... arguments) {
        return Outcome.of(data, command, arguments);
    }
}
