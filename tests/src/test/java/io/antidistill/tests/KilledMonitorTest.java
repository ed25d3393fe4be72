package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.ProbeReport;
import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Split;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code antidistill monitor}, killed while its student learns. */
@Timeout(300)
class KilledMonitorTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ROUND_BEGINS = "standard: round 1 begins with 32 traces";

    @TempDir
    Path directory;

    @Test
    void nothingOfTheRoundIsPublishedAndTheNextMonitorDoesItAnew() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory.resolve("cluster"));
                AnsweringTeacher teacher = AnsweringTeacher.start(cluster);
                CommittedReader<ProbeReport> reports = new CommittedReader<>(
                        cluster.bootstrap(), cluster.topics().probeReports());
                CommittedReader<LambdaCommand> commands = new CommittedReader<>(
                        cluster.bootstrap(), cluster.topics().lambda())) {
            teacher.answersCustomers(ArithmeticTask.seeded(11).worked(Split.TRAINING, 3, 32));
            try (CommandProcess first = monitor(cluster, "first", 1000)) {
                awaitRound(first);
                first.kill();
                assertThat(reports.rest()).isEmpty();
                assertThat(commands.rest()).isEmpty();
            }
            try (CommandProcess second = monitor(cluster, "second", 1)) {
                awaitRound(second);
                ProbeReport report =
                        reports.until(PATIENCE, all -> !all.isEmpty()).get(0);
                assertThat(report.getRound()).isEqualTo(1);
                assertThat(report.getWindowTraces()).isEqualTo(32);

                second.terminate(PATIENCE);
                assertThat(reports.rest()).hasSize(1);
                assertThat(commands.rest()).singleElement().satisfies(command -> {
                    assertThat(command.getReportId()).isEqualTo(report.getReportId());
                    assertThat(command.getLambda()).isEqualTo(report.getLambdaAfter());
                });
            }
        }
    }

    private static void awaitRound(CommandProcess monitor) throws Exception {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !monitor.running() || monitor.output().contains(ROUND_BEGINS));
        assertThat(monitor.running()).as("it said: %s", monitor.output()).isTrue();
    }

    /** @param epochs of a student's training: with many of them a round takes longer than any test */
    private CommandProcess monitor(LocalCluster cluster, String name, int epochs) throws Exception {
        Path settings = Files.writeString(directory.resolve(name + ".properties"), """
                monitor.window.traces=32
                monitor.first.round.traces=32
                monitor.min.new.traces=32
                monitor.holdout=8
                monitor.canaries.per.round=4
                monitor.graded.problems=0
                monitor.probe.epochs=%d
                """.formatted(epochs));
        return CommandProcess.startTalking(
                directory.resolve(name + ".txt"),
                List.of(
                        "monitor",
                        "--bootstrap-servers",
                        cluster.bootstrap(),
                        "--schema-registry",
                        cluster.registryUrl(),
                        "--config",
                        settings.toString()));
    }
}
