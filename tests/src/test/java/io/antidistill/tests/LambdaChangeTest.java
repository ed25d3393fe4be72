package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.TraceAudit;
import io.antidistill.streams.StreamsApp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** λ is commanded while prompts flow. */
@Timeout(600)
class LambdaChangeTest {
    private static final Logger LOG = LoggerFactory.getLogger(LambdaChangeTest.class);
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final double[] COMMANDS = {3, 5, 4, 9, 1, 7, 2.5, 8};

    @TempDir
    Path directory;

    @Test
    void reachesThePromptsHandedToTheEngineAfterItWithinASecond() throws Exception {
        ScheduledExecutorService customer = Executors.newSingleThreadScheduledExecutor();
        try (LocalCluster cluster = new LocalCluster(directory);
                PacedEngine engine = new PacedEngine(Duration.ofMillis(1), 8);
                StreamsApp app = StreamProcess.start(
                        cluster.bootstrap(), cluster.registryUrl(), directory.resolve("state"), engine);
                CommittedReader<TraceAudit> audits = new CommittedReader<>(
                        cluster.bootstrap(), cluster.topics().traceAudit())) {
            assertThat(app.awaitRunning(PATIENCE)).isTrue();
            AtomicInteger asked = new AtomicInteger();
            customer.scheduleAtFixedRate(
                    () -> {
                        int i = asked.incrementAndGet();
                        cluster.ask("p" + i, "What is " + i + " + 1?");
                    },
                    0,
                    10,
                    TimeUnit.MILLISECONDS);
            audits.until(PATIENCE, all -> all.size() >= 20);

            List<Instant> commanded = new ArrayList<>();
            for (double lambda : COMMANDS) {
                commanded.add(cluster.command(lambda));
                audits.until(PATIENCE, all -> all.get(all.size() - 1).getLambda() == lambda);
            }
            customer.shutdownNow();
            assertThat(customer.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

            List<TraceAudit> all = audits.rest();
            List<Duration> delays = new ArrayList<>();
            for (int i = 0; i < COMMANDS.length; i++) {
                double before = i == 0 ? 2 : COMMANDS[i - 1];
                delays.add(delay(all, commanded.get(i), before));
            }
            LOG.info("from each command until the last hand-over at the lambda before it: {}", delays);
            assertThat(delays).allSatisfy(delay -> assertThat(delay).isLessThan(Duration.ofSeconds(1)));
        } finally {
            customer.shutdownNow();
        }
    }

    /** How long after the command a prompt was still handed over at the λ before it. */
    private static Duration delay(List<TraceAudit> audits, Instant commanded, double before) {
        return audits.stream()
                .filter(audit -> audit.getLambda() == before)
                .map(LambdaChangeTest::handedOver)
                .filter(handedOver -> handedOver.isAfter(commanded))
                .map(handedOver -> Duration.between(commanded, handedOver))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static Instant handedOver(TraceAudit audit) {
        return audit.getCompletedAt().minusMillis(audit.getQueueMillis() + audit.getGenerationMillis());
    }
}
