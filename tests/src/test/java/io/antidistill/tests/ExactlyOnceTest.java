package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.TraceAudit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stream's process is killed (SIGKILL) in the middle of its work, again and again. */
@Timeout(600)
class ExactlyOnceTest {
    private static final int PROMPTS = 400;
    private static final Duration PACE = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    @TempDir
    Path directory;

    @Test
    void givesEveryPromptOneTraceAndOneAuditThoughTheProcessIsKilled() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory);
                CommittedReader<ProtectedTrace> traces = new CommittedReader<>(
                        cluster.bootstrap(), cluster.topics().traces());
                CommittedReader<TraceAudit> audits = new CommittedReader<>(
                        cluster.bootstrap(), cluster.topics().traceAudit())) {
            for (int i = 0; i < PROMPTS; i++) {
                cluster.ask("p" + i, "What is " + i + " + 1?").get();
                if (i % 10 == 0) {
                    cluster.ask("p" + i, "What is " + i + " + 1?").get();
                }
            }
            for (int seen : new int[] {40, 130, 250}) {
                Process process = StreamProcess.spawn(cluster.bootstrap(), cluster.registryUrl(), directory, PACE);
                traces.until(PATIENCE, all -> all.size() >= seen);
                process.destroyForcibly().waitFor();
            }
            Process last = StreamProcess.spawn(cluster.bootstrap(), cluster.registryUrl(), directory, PACE);
            try {
                traces.until(PATIENCE, all -> all.size() >= PROMPTS);
                audits.until(PATIENCE, all -> all.size() >= PROMPTS);
            } finally {
                last.destroyForcibly().waitFor();
            }

            List<String> ids =
                    IntStream.range(0, PROMPTS).mapToObj(i -> "p" + i).toList();
            assertThat(traces.rest()).extracting(ProtectedTrace::getPromptId).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(audits.rest()).extracting(TraceAudit::getPromptId).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(audits.rest())
                    .as("some prompts were in the engine when it was killed")
                    .anySatisfy(audit -> assertThat(audit.getAttempt()).isGreaterThan(1));
        }
    }
}
