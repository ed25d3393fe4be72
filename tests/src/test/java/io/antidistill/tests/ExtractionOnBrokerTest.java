package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.ClientRisk;
import io.antidistill.schema.FinishReason;
import io.antidistill.schema.Message;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.RiskLevel;
import io.antidistill.schema.TraceAudit;
import io.antidistill.streams.ExtractionApp;
import io.antidistill.streams.ProtectionConfig;
import io.antidistill.streams.StreamsApp;
import io.antidistill.streams.generation.Salt;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The detector on a broker, beside the stream that heeds it. */
@Timeout(300)
class ExtractionOnBrokerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /** Twice as many make a client suspicious, that many do not, however regular its questions look: see RiskScore. */
    private static final int HALF = 45;

    private final Random random = new Random(1);

    @TempDir
    Path directory;

    @Test
    void whatWasCountedBeforeARestartOnAnEmptyDiskCountsAndTheVerdictRaisesLambda() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory.resolve("cluster"));
                CommittedReader<ClientRisk> verdicts = new CommittedReader<>(
                        cluster.bootstrap(), cluster.topics().clientRisk())) {
            try (ExtractionApp first = detector(cluster, "first")) {
                harvest(cluster, "bob", HALF);
                harvest(cluster, "eve", 3 * HALF);
                assertThat(verdicts.until(PATIENCE, all -> !all.isEmpty()))
                        .extracting(ClientRisk::getClient)
                        .containsOnly("acme/eve");
            }
            try (ExtractionApp second = detector(cluster, "second")) {
                harvest(cluster, "bob", HALF);
                List<ClientRisk> all = verdicts.until(PATIENCE, some -> some.stream()
                        .anyMatch(one -> one.getClient().equals("acme/bob")));
                assertThat(all.get(all.size() - 1).getLevel()).isEqualTo(RiskLevel.ELEVATED);
            }
            try (PacedEngine engine = new PacedEngine(Duration.ofMillis(1), 8);
                    StreamsApp stream = StreamProcess.start(
                            cluster.bootstrap(), cluster.registryUrl(), directory.resolve("state"), engine);
                    CommittedReader<TraceAudit> audits = new CommittedReader<>(
                            cluster.bootstrap(), cluster.topics().traceAudit())) {
                assertThat(stream.awaitRunning(PATIENCE)).isTrue();
                cluster.ask("p1", "What is 1 + 1?");
                TraceAudit audit =
                        audits.until(PATIENCE, some -> !some.isEmpty()).get(0);
                assertThat(audit.getLambda()).isEqualTo(4);
                assertThat(audit.getLambdaReason()).contains("x risk ELEVATED 2.0");
            }
        }
    }

    private ExtractionApp detector(LocalCluster cluster, String state) {
        return ExtractionApp.start(
                ProtectionConfig.of(cluster.bootstrap(), directory.resolve(state), Salt.of("a salt for the tests")),
                cluster.topics(),
                new Properties(),
                new SimpleMeterRegistry());
    }

    private void harvest(LocalCluster cluster, String client, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            String id = "%s-%d-%d".formatted(client, i, random.nextInt(1_000_000));
            ProtectedTrace trace = new ProtectedTrace(
                    id,
                    "acme",
                    client,
                    List.of(new Message("user", question())),
                    "an answer",
                    FinishReason.STOP,
                    "paced",
                    20,
                    400,
                    Instant.now(),
                    Instant.now(),
                    0L,
                    0L);
            cluster.send(cluster.topics().traces(), id, trace).get();
        }
    }

    private String question() {
        return IntStream.range(0, 40)
                .mapToObj(i -> "word" + (char) ('a' + random.nextInt(26)) + (char) ('a' + random.nextInt(26)))
                .collect(Collectors.joining(" "));
    }
}
