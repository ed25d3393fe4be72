package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.antidistill.model.TorchRuntime;
import io.antidistill.monitor.MonitorApp;
import io.antidistill.monitor.MonitorConfig;
import io.antidistill.monitor.MonitorProperties;
import io.antidistill.schema.FinishReason;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.Message;
import io.antidistill.schema.ProbeReport;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.TraceAudit;
import io.antidistill.schema.Truncation;
import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Split;
import io.antidistill.task.WorkedProblem;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The monitor on a real broker and registry, with the shipped student. Worked problems stand in for the teacher's
 * answers; what customers get here is not protected at all, so lambda has to rise.
 */
class MonitorOnBrokerTest {
    private static final Path STUDENT = Path.of("../models/tiny/student");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path directory;

    private static LocalCluster cluster;
    private static TorchRuntime runtime;
    private static AnsweringTeacher teacher;

    @BeforeAll
    static void start() throws Exception {
        cluster = new LocalCluster(directory);
        runtime = TorchRuntime.open();
        teacher = AnsweringTeacher.start(cluster);
    }

    @AfterAll
    static void stop() throws Exception {
        teacher.close();
        cluster.close();
        runtime.close();
    }

    @Test
    void raisesLambdaForUnprotectedTracesAndGoesOnAfterARestart() throws Exception {
        List<WorkedProblem> problems = ArithmeticTask.seeded(11).worked(Split.TRAINING, 3, 64);
        try (CommittedReader<ProbeReport> reports = new CommittedReader<>(
                        cluster.bootstrap(), cluster.topics().probeReports());
                CommittedReader<LambdaCommand> commands = new CommittedReader<>(
                        cluster.bootstrap(), cluster.topics().lambda())) {
            try (MonitorApp monitor = monitor()) {
                teacher.answersCustomers(problems.subList(0, 32));
                reports.until(PATIENCE, all -> all.size() == 1);
                assertThat(monitor.ended()).isNotDone();
            }
            try (MonitorApp monitor = monitor()) {
                teacher.answersCustomers(problems.subList(32, 64));
                reports.until(PATIENCE, all -> all.size() == 2);
                assertThat(monitor.ended()).isNotDone();
            }

            List<ProbeReport> reported = reports.rest();
            List<LambdaCommand> commanded = commands.rest();
            assertThat(reported).extracting(ProbeReport::getRound).containsExactly(1, 2);
            assertThat(reported)
                    .allSatisfy(report -> assertThat(report.getDistillability()).isBetween(0.6, 1.4));
            assertThat(reported.get(0).getLambdaBefore()).isEqualTo(2);
            assertThat(reported.get(1).getLambdaBefore())
                    .isEqualTo(reported.get(0).getLambdaAfter());
            assertThat(commanded.get(0).getReportId()).isEqualTo(reported.get(0).getReportId());
            assertThat(commanded.get(0).getLambda())
                    .isGreaterThan(2)
                    .isEqualTo(reported.get(0).getLambdaAfter());
        }
    }

    @Test
    void ofTwoMonitorsOneWorksAndTheOtherTakesItsPlaceWhenItLeaves() {
        MonitorApp first = monitor();
        try {
            await().atMost(PATIENCE).until(first::isElected);
            try (MonitorApp second = monitor()) {
                // The newcomer has been heard once the group has dealt with it; it must not depose the first.
                await().during(Duration.ofSeconds(3))
                        .atMost(PATIENCE)
                        .until(() -> first.isElected() && !second.isElected());
                assertThat(first.ended()).isNotDone();
                assertThat(second.ended()).isNotDone();

                first.close();

                await().atMost(PATIENCE).until(second::isElected);
                assertThat(second.ended()).isNotDone();
            }
        } finally {
            first.close();
        }
    }

    private static MonitorApp monitor() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", cluster.bootstrap());
        properties.put("monitor.window.traces", "32");
        properties.put("monitor.first.round.traces", "32");
        properties.put("monitor.min.new.traces", "32");
        properties.put("monitor.holdout", "8");
        properties.put("monitor.canaries.per.round", "4");
        properties.put("monitor.graded.problems", "4");
        MonitorConfig config = MonitorProperties.read(properties, STUDENT);
        return MonitorApp.start(config, cluster.topics(), properties, runtime, new SimpleMeterRegistry());
    }

    static ProtectedTrace trace(String id, String question, String text) {
        Instant now = Instant.now();
        return ProtectedTrace.newBuilder()
                .setPromptId(id)
                .setTenant("acme")
                .setClient("bob")
                .setMessages(List.of(new Message("user", question)))
                .setText(text)
                .setFinishReason(FinishReason.STOP)
                .setModel("teacher")
                .setPromptTokens(30)
                .setCompletionTokens(50)
                .setSubmittedAt(now)
                .setCompletedAt(now)
                .setQueueMillis(0)
                .setGenerationMillis(0)
                .build();
    }

    static TraceAudit audit(String id) {
        return TraceAudit.newBuilder()
                .setPromptId(id)
                .setTenant("acme")
                .setClient("bob")
                .setContext("reasoning-long")
                .setLambdaGroup("standard")
                .setLambda(2)
                .setLambdaReason("initial 2")
                .setTau(0.9)
                .setTopP(0.95)
                .setTruncation(Truncation.TRUNCATE_THEN_TILT)
                .setSeed(1)
                .setMaxNewTokens(100)
                .setPolicyKey("reasoning-long")
                .setPolicyVersion(1)
                .setTeacher("t")
                .setScore("forward")
                .setCompletionTokens(50)
                .setChangedTokens(3)
                .setKlMean(0.05)
                .setKlMax(0.5)
                .setCandidatesMean(1.3)
                .setSingleCandidateTokens(40)
                .setProxyPasses(10)
                .setAttempt(1)
                .setQueueMillis(0)
                .setGenerationMillis(0)
                .setCompletedAt(Instant.now())
                .build();
    }
}
