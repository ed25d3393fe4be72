package io.antidistill.tests.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.Topic;
import io.antidistill.schema.TraceAudit;
import io.antidistill.streams.policy.DefaultPolicies;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How prompts flow: under ten times what the engine can do, at low load, and while policies change. One process with
 * two stream threads, four partitions and one engine. Part of {@code mvn verify -Pchaos} only.
 */
@Tag("chaos")
class FlowTest {
    private static final Path TABLE = Path.of("target", "flow.md");
    private static final Duration OVERLOAD = Duration.ofMinutes(Integer.getInteger("chaos.overload.minutes", 10));
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final AppSettings USUAL = AppSettings.USUAL.withThreads(2);

    /** What such an engine takes for a step: 16 answers of 12 tokens in 0.96 s and more. */
    private static final Duration STEP = Duration.ofMillis(80);

    private static final double CAPACITY = 16 / (Customer.MOST_TOKENS * 0.08);
    private static final int SMALL_HEAP = 96;

    private static Path directory;
    private static Site site;

    @BeforeAll
    static void start() throws Exception {
        directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "chaos")), "flow");
        site = new Site(directory, false);
        Files.deleteIfExists(TABLE);
    }

    @Test
    void anOverloadOfTenTimesStaysInKafka() throws Exception {
        double rate = 10 * CAPACITY;
        int prompts = (int) (rate * OVERLOAD.toSeconds());
        try (Cluster cluster = cluster("overload", prompts, USUAL.slow(STEP, SMALL_HEAP))) {
            cluster.begin(rate);
            untilFlowing(cluster);
            Instant begin = Instant.now();
            List<Long> lags = new ArrayList<>();
            for (Instant next = begin.plus(MINUTE.dividedBy(2));
                    next.isBefore(begin.plus(OVERLOAD));
                    next = next.plus(MINUTE.dividedBy(2))) {
                Instant until = next;
                await().atMost(MINUTE).pollInterval(Duration.ofMillis(100)).until(() -> Instant.now()
                        .isAfter(until));
                lags.add(lag(cluster));
                cluster.tell(0, "heap");
            }
            await().atMost(MINUTE).until(() -> heaps(cluster).size() == lags.size());
            List<Long> heaps = heaps(cluster);
            Instant end = Instant.now();
            List<Long> first = handOverToVisible(cluster, begin, begin.plus(MINUTE));
            List<Long> last = handOverToVisible(cluster, end.minus(MINUTE), end);

            write("overload for %d min, asked per second".formatted(OVERLOAD.toMinutes()), "%.0f", rate);
            write("answered per second", "%.1f", cluster.ledger().ended() / (double) OVERLOAD.toSeconds());
            write(
                    "prompts waiting in Kafka, after 30 s and at the end",
                    "%d, %d",
                    lags.get(0),
                    lags.get(lags.size() - 1));
            write(
                    "heap after collection, after 30 s, most, at the end, MiB (of " + SMALL_HEAP + ")",
                    "%d, %d, %d",
                    heaps.get(0),
                    heaps.stream().max(Long::compare).orElseThrow(),
                    heaps.get(heaps.size() - 1));
            write(
                    "hand-over to visible in the first minute, p50, p99, ms",
                    "%d, %d",
                    percentile(first, 50),
                    percentile(first, 99));
            write(
                    "hand-over to visible in the last minute, p50, p99, ms",
                    "%d, %d",
                    percentile(last, 50),
                    percentile(last, 99));

            List<String> ids = cluster.ledger().entries(cluster.topics().traces()).stream()
                    .map(Ledger.Entry::promptId)
                    .toList();
            assertThat(new HashSet<>(ids)).as("no trace twice").hasSameSizeAs(ids);
            assertThat(lags.get(lags.size() - 1)).as("waits in Kafka").isGreaterThan(lags.get(0) + prompts / 2);
            assertThat(heaps.get(heaps.size() - 1)).as("heap at the end, MiB").isLessThan(heaps.get(0) + 16);
            assertThat(percentile(last, 50)).as("median of the last minute").isLessThan(2 * percentile(first, 50));
            assertThat(percentile(last, 99)).as("p99 of the last minute").isLessThan(2 * percentile(first, 99));
        }
    }

    @Test
    void atLowLoadATraceIsVisibleSoonAfterItsGeneration() throws Exception {
        int prompts = 300;
        try (Cluster cluster = cluster("low load", prompts, USUAL)) {
            cluster.begin(5);
            await().atMost(PATIENCE).until(() -> cluster.ledger().ended() >= prompts);
            Topic<String, ProtectedTrace> topic = cluster.topics().traces();
            List<Long> beyond = visible(cluster, topic).stream()
                    .skip(prompts / 10) // classes are being loaded
                    .map(one -> Duration.between(one.value().getSubmittedAt(), one.at())
                                    .toMillis()
                            - one.value().getGenerationMillis())
                    .toList();
            write(
                    "submission to visible without generation, 5 prompts/s, p50, p99, ms",
                    "%d, %d",
                    percentile(beyond, 50),
                    percentile(beyond, 99));
            assertThat(percentile(beyond, 50)).as("p50, ms").isLessThan(150);
            assertThat(percentile(beyond, 99)).as("p99, ms").isLessThan(500);
        }
    }

    @Test
    void aChangedPolicyReachesThePromptsAfterItWithinASecond() throws Exception {
        int changes = 100;
        try (Cluster cluster = cluster("policies", 1_000_000, USUAL)) {
            cluster.begin(50);
            untilFlowing(cluster);
            Topic<String, DefensePolicy> policies = cluster.topics().policies();
            List<Instant> changed = new ArrayList<>();
            try (var producer = new KafkaProducer<>(
                    Map.<String, Object>of("bootstrap.servers", site.broker().bootstrap(), "linger.ms", 0),
                    policies.keySerde().serializer(),
                    policies.valueSerde().serializer())) {
                for (int version = 2; version < 2 + changes; version++) {
                    DefensePolicy policy = DefaultPolicies.byContext().get(Customer.CONTEXT);
                    policy.setVersion(version);
                    policy.setLambdaMultiplier(1 + version % 2);
                    producer.send(new ProducerRecord<>(policies.name(), Customer.CONTEXT, policy))
                            .get();
                    changed.add(Instant.now());
                    int expected = version;
                    await().atMost(PATIENCE)
                            .pollInterval(Duration.ofMillis(50))
                            .until(() -> latest(cluster) >= expected);
                }
            }
            List<TraceAudit> audits = cluster.ledger().values(cluster.topics().traceAudit());
            List<Long> delays = new ArrayList<>();
            for (int i = 0; i < changes; i++) {
                int version = i + 2;
                Instant at = changed.get(i);
                delays.add(audits.stream()
                        .filter(audit -> audit.getPolicyVersion() < version)
                        .map(FlowTest::handedOver)
                        .mapToLong(
                                handedOver -> Duration.between(at, handedOver).toMillis())
                        .max()
                        .orElseThrow());
            }
            delays.replaceAll(delay -> Math.max(0, delay));
            write(
                    "last hand-over under the policy before, after a change (" + changes
                            + " changes), p50, p99, most, ms",
                    "%d, %d, %d",
                    percentile(delays, 50),
                    percentile(delays, 99),
                    percentile(delays, 100));
            assertThat(percentile(delays, 99)).as("p99, ms").isLessThan(1_000);
        }
    }

    private static int latest(Cluster cluster) {
        List<Ledger.Entry> entries = cluster.ledger().entries(cluster.topics().traceAudit());
        Ledger.Entry last = entries.get(entries.size() - 1);
        return cluster.topics()
                .traceAudit()
                .valueSerde()
                .deserializer()
                .deserialize(last.topic(), last.value())
                .getPolicyVersion();
    }

    private static Cluster cluster(String name, int prompts, AppSettings settings) throws Exception {
        FaultCase none = FaultCase.of(name, 1, cluster -> {}).with(settings);
        return new Cluster(site, none, prompts, Files.createDirectories(directory.resolve(none.fileName())));
    }

    private static void untilFlowing(Cluster cluster) {
        await().atMost(PATIENCE).until(() -> cluster.ledger().ended() >= 20);
    }

    /** A value and when it became visible. */
    private record Visible<V>(V value, Instant at) {}

    private static <V> List<Visible<V>> visible(Cluster cluster, Topic<String, V> topic) {
        return cluster.ledger().entries(topic).stream()
                .map(entry -> new Visible<>(
                        topic.valueSerde().deserializer().deserialize(entry.topic(), entry.value()), entry.at()))
                .toList();
    }

    private static List<Long> handOverToVisible(Cluster cluster, Instant from, Instant to) {
        return visible(cluster, cluster.topics().traceAudit()).stream()
                .filter(one -> one.at().isAfter(from) && one.at().isBefore(to))
                .map(one -> Duration.between(handedOver(one.value()), one.at()).toMillis())
                .toList();
    }

    private static Instant handedOver(TraceAudit audit) {
        return audit.getCompletedAt().minusMillis(audit.getQueueMillis() + audit.getGenerationMillis());
    }

    private static long lag(Cluster cluster) throws Exception {
        String topic = cluster.topics().prompts().name();
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", site.broker().bootstrap()))) {
            var committed = admin.listConsumerGroupOffsets(cluster.group())
                    .partitionsToOffsetAndMetadata()
                    .get();
            List<TopicPartition> partitions = committed.keySet().stream()
                    .filter(one -> one.topic().equals(topic))
                    .toList();
            var ends = admin.listOffsets(partitions.stream()
                            .collect(java.util.stream.Collectors.toMap(one -> one, one -> OffsetSpec.latest())))
                    .all()
                    .get();
            ToLongFunction<TopicPartition> behind =
                    one -> ends.get(one).offset() - committed.get(one).offset();
            return partitions.stream().mapToLong(behind).sum();
        }
    }

    private static List<Long> heaps(Cluster cluster) throws Exception {
        Path file = cluster.directory().resolve(AppProgram.HEAP_FILE);
        try (Stream<String> lines = Files.exists(file) ? Files.lines(file) : Stream.empty()) {
            return lines.map(line -> Long.parseLong(line) >> 20).toList();
        }
    }

    private static long percentile(List<Long> values, int percent) {
        List<Long> sorted = values.stream().sorted().toList();
        return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * percent / 100.0) - 1));
    }

    private static void write(String what, String format, Object... values) throws Exception {
        String line = "| " + what + " | " + String.format(Locale.ROOT, format, values) + " |\n";
        System.out.print(line);
        if (!Files.exists(TABLE)) {
            Files.writeString(TABLE, "| what | measured |\n| --- | --- |\n");
        }
        Files.writeString(TABLE, line, java.nio.file.StandardOpenOption.APPEND);
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
    }
}
