package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.ProbeReport;
import io.antidistill.schema.ProtectedTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As on an operator's cluster: the stream and the monitor are processes of their own and know each other through topics alone. */
@Timeout(300)
class SeparateServicesTest {
    private static final int PROMPTS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration STOPPING = Duration.ofSeconds(30);
    /** What every JVM returns after SIGTERM. */
    private static final int STOPPED_BY_SIGNAL = 128 + 15;

    @TempDir
    Path directory;

    @Test
    void streamAndMonitorWorkAsProcessesOfTheirOwn() throws Exception {
        Path prompts = Files.write(directory.resolve("prompts.jsonl"), somePrompts());
        Path monitorProperties = Files.write(
                directory.resolve("monitor.properties"),
                List.of(
                        "monitor.window.traces=32",
                        "monitor.first.round.traces=32",
                        "monitor.min.new.traces=32",
                        "monitor.holdout=8",
                        "monitor.canaries.per.round=4",
                        "monitor.graded.problems=4",
                        "fetch.max.wait.ms=100"));
        try (LocalCluster cluster = new LocalCluster(directory.resolve("cluster"));
                CommandProcess stream = start(cluster, "streams");
                CommandProcess monitor = start(cluster, "monitor", "--config", monitorProperties.toString());
                CommittedReader<ProtectedTrace> traces = new CommittedReader<>(
                        cluster.bootstrap(), cluster.topics().traces());
                CommittedReader<ProbeReport> reports = new CommittedReader<>(
                        cluster.bootstrap(), cluster.topics().probeReports());
                CommittedReader<LambdaCommand> commands = new CommittedReader<>(
                        cluster.bootstrap(), cluster.topics().lambda())) {
            assertThat(Outcome.of(onCluster(cluster, "produce", "--file", prompts.toString()))
                            .code())
                    .isZero();

            assertThat(traces.until(PATIENCE, all -> all.size() >= PROMPTS))
                    .extracting(ProtectedTrace::getPromptId)
                    .doesNotHaveDuplicates()
                    .hasSize(PROMPTS);
            ProbeReport report = reports.until(PATIENCE, all -> !all.isEmpty()).get(0);
            assertThat(commands.until(PATIENCE, all -> !all.isEmpty()))
                    .extracting(LambdaCommand::getReportId)
                    .contains(report.getReportId());

            assertThat(stream.terminate(STOPPING)).isEqualTo(STOPPED_BY_SIGNAL);
            assertThat(monitor.terminate(STOPPING)).isEqualTo(STOPPED_BY_SIGNAL);
            assertThat(stream.output() + monitor.output()).doesNotContain("could not stop cleanly");
        }
    }

    private static List<String> somePrompts() throws IOException {
        try (Stream<String> lines = Files.lines(Repository.home().resolve("models/tiny/prompts.jsonl"))) {
            return lines.filter(line -> line.contains("\"reasoning-long\""))
                    .limit(PROMPTS)
                    .toList();
        }
    }

    private CommandProcess start(LocalCluster cluster, String command, String... options) throws IOException {
        return CommandProcess.start(
                directory.resolve(command + ".txt"),
                onCluster(
                        cluster,
                        Stream.concat(
                                        Stream.of(
                                                command,
                                                "--data-dir",
                                                directory.resolve(command).toString()),
                                        Stream.of(options))
                                .toArray(String[]::new)));
    }

    private static List<String> onCluster(LocalCluster cluster, String... command) {
        return Stream.concat(
                        Stream.of(command),
                        Stream.of(
                                "--bootstrap-servers", cluster.bootstrap(), "--schema-registry", cluster.registryUrl()))
                .toList();
    }
}
