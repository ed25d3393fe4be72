package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.antidistill.cli.cluster.Cluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole system killed in the middle of its work, and started again on the same data. */
class CrashTest {
    private static final int PROMPTS = 150;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    @Test
    void everyPromptHasExactlyOneTraceAfterKills() throws Exception {
        Path data = directory.resolve("data");
        List<String> ids = new ArrayList<>();
        Path prompts = prompts(ids);

        for (int killAt : List.of(20, 60)) {
            try (UpProcess up = start(data, prompts)) {
                Cluster cluster = up.awaitCluster();
                await().atMost(PATIENCE).until(() -> traceIds(cluster).size() >= killAt);
                up.kill();
            }
        }
        try (UpProcess up = start(data, prompts)) {
            Cluster cluster = up.awaitCluster();
            await().atMost(PATIENCE).until(() -> traceIds(cluster).size() >= PROMPTS);

            assertThat(Reading.keys(cluster, cluster.topics().prompts())).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(traceIds(cluster)).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(Reading.keys(cluster, cluster.topics().traceAudit()))
                    .doesNotHaveDuplicates()
                    .containsAll(ids);
            assertThat(Reading.keys(cluster, cluster.topics().deadLetters())).isEmpty();

            up.terminate(Duration.ofSeconds(60));
            assertThat(up.output()).doesNotContain("did not stop cleanly");
        }
    }

    private Path prompts(List<String> ids) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < PROMPTS; i++) {
            ids.add("crash-" + i);
            lines.append("{\"promptId\":\"crash-%d\",\"context\":\"reasoning-long\",\"prompt\":\"%s\"}%n"
                    .formatted(i, "what is " + i + " plus 7 minus 3 ?"));
        }
        return Files.writeString(directory.resolve("prompts.jsonl"), lines);
    }

    private static UpProcess start(Path data, Path prompts) throws Exception {
        return UpProcess.start(data, "--prompts", prompts.toString(), "--rate", "15");
    }

    private static List<String> traceIds(Cluster cluster) {
        return Reading.keys(cluster, cluster.topics().traces());
    }
}
