package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.cli.models.LoadedModels;
import io.antidistill.cli.models.ProxyFiles;
import io.antidistill.engine.GenerationEngine;
import io.antidistill.model.TorchRuntime;
import io.antidistill.monitor.MonitorApp;
import io.antidistill.monitor.MonitorProperties;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.ProbeReport;
import io.antidistill.schema.ProbeTrace;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.TraceAudit;
import io.antidistill.streams.ProtectionConfig;
import io.antidistill.streams.StreamsApp;
import io.antidistill.streams.generation.GenerationSettings;
import io.antidistill.streams.generation.PromptEncoder;
import io.antidistill.streams.generation.Salt;
import io.antidistill.streams.policy.DefaultPolicies;
import io.antidistill.student.AnswerCue;
import io.antidistill.task.AnswerGrader;
import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Problem;
import io.antidistill.task.Split;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A policy that cuts answers off before they come to their point: the monitor asks for the results of its canaries through the real stream. */
@Timeout(300)
class CutCanariesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MOST_TOKENS = 56;
    private static final int CANARIES = 12;
    private static final int CUSTOMERS = 24;

    @TempDir
    Path directory;

    @Test
    void answersThatWereCutAreForcedGradedAndReportedBesideTheOthers() throws Exception {
        List<Problem> problems = ArithmeticTask.seeded(31).problems(Split.TRAINING, 3, CUSTOMERS);
        Path tiny = Repository.tinyModels();
        try (LocalCluster cluster = new LocalCluster(directory.resolve("cluster"));
                TorchRuntime runtime = TorchRuntime.open();
                LoadedModels models = LoadedModels.load(
                        runtime,
                        tiny.resolve("teacher"),
                        ProxyFiles.one(tiny.resolve("proxy"), tiny.resolve("poison.safetensors")),
                        null);
                GenerationEngine engine = models.start(models.engineConfig(16, 256), runtime);
                StreamsApp stream = stream(cluster, engine, models);
                CommittedReader<ProbeTrace> answers = new CommittedReader<>(
                        cluster.bootstrap(), cluster.topics().probeTraces());
                CommittedReader<ProbeReport> reports = new CommittedReader<>(
                        cluster.bootstrap(), cluster.topics().probeReports());
                CommittedReader<TraceAudit> audits = new CommittedReader<>(
                        cluster.bootstrap(), cluster.topics().traceAudit());
                CommittedReader<ProtectedTrace> traces = new CommittedReader<>(
                        cluster.bootstrap(), cluster.topics().traces())) {
            DefensePolicy curt = DefaultPolicies.byContext().get("reasoning-long");
            curt.setMaxNewTokens(MOST_TOKENS);
            cluster.send(cluster.topics().policies(), "reasoning-long", curt).get();
            assertThat(stream.awaitRunning(PATIENCE)).isTrue();
            try (MonitorApp monitor = monitor(cluster, runtime)) {
                ask(cluster, problems.subList(0, 8));
                List<ProbeTrace> canaries = canaries(answers.until(
                        PATIENCE,
                        all -> canaries(all).size() == CANARIES
                                && followUps(all).size() == withoutResult(canaries(all))));
                ask(cluster, problems.subList(8, CUSTOMERS));
                ProbeReport report =
                        reports.until(PATIENCE, all -> !all.isEmpty()).get(0);

                assertThat(withoutResult(canaries)).isPositive();
                long right = right(canaries, UnaryOperator.identity());
                long forced = right(followUps(answers.rest()), AnswerCue::boxed);
                assertThat(report.getUtility()).isEqualTo((double) right / CANARIES);
                assertThat(report.getUtilityForced())
                        .isEqualTo((double) (right + forced) / CANARIES)
                        .isGreaterThan(report.getUtility());
                assertThat(audits.rest())
                        .filteredOn(TraceAudit::getPrefilled)
                        .hasSize(withoutResult(canaries))
                        .allSatisfy(audit -> {
                            assertThat(audit.getProbePurpose()).isEqualTo(ProbePurpose.CANARY);
                            assertThat(audit.getLambda()).isEqualTo(2);
                            assertThat(audit.getMaxNewTokens()).isEqualTo(12);
                        });
                assertThat(traces.rest()).as("none of it is a customer's").hasSize(CUSTOMERS);
                assertThat(monitor.ended()).isNotDone();
            }
        }
    }

    private static List<ProbeTrace> canaries(List<ProbeTrace> answers) {
        return asked(answers, 1);
    }

    private static List<ProbeTrace> followUps(List<ProbeTrace> answers) {
        return asked(answers, 2);
    }

    private static List<ProbeTrace> asked(List<ProbeTrace> answers, int messages) {
        return answers.stream()
                .filter(answer -> answer.getPurpose() == ProbePurpose.CANARY)
                .filter(answer -> answer.getTrace().getMessages().size() == messages)
                .toList();
    }

    private static int withoutResult(List<ProbeTrace> canaries) {
        return (int) canaries.stream()
                .filter(canary ->
                        AnswerGrader.answer(canary.getTrace().getText()).isEmpty())
                .count();
    }

    private static long right(List<ProbeTrace> answers, UnaryOperator<String> graded) {
        Map<String, String> results = new HashMap<>();
        ArithmeticTask.seeded(AnsweringTeacher.MONITORS_SEED)
                .problems(Split.TEST, 3, 200)
                .forEach(problem -> results.put(problem.question(), problem.answer()));
        return answers.stream()
                .map(ProbeTrace::getTrace)
                .filter(trace -> AnswerGrader.isRight(
                        graded.apply(trace.getText()),
                        results.get(trace.getMessages().get(0).getContent())))
                .count();
    }

    private static void ask(LocalCluster cluster, List<Problem> problems) throws Exception {
        for (Problem problem : problems) {
            cluster.ask("customer-" + problem.question().hashCode(), problem.question())
                    .get();
        }
    }

    private static MonitorApp monitor(LocalCluster cluster, TorchRuntime runtime) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", cluster.bootstrap());
        properties.put("monitor.window.traces", "" + CUSTOMERS);
        properties.put("monitor.first.round.traces", "" + CUSTOMERS);
        properties.put("monitor.holdout", "8");
        properties.put("monitor.canaries.per.round", "" + CANARIES);
        properties.put("monitor.graded.problems", "0");
        return MonitorApp.start(
                MonitorProperties.read(properties, Repository.tinyModels().resolve("student")),
                cluster.topics(),
                properties,
                runtime,
                new SimpleMeterRegistry());
    }

    private StreamsApp stream(LocalCluster cluster, GenerationEngine engine, LoadedModels models) {
        ProtectionConfig config = ProtectionConfig.of(
                        cluster.bootstrap(), directory.resolve("state"), Salt.of("a salt for the tests"))
                .withGeneration(GenerationSettings.defaults().with(GenerationSettings.Storage.MEMORY));
        return StreamsApp.start(
                config,
                engine,
                PromptEncoder.of(models.teacher()),
                models.identity(),
                cluster.topics(),
                new Properties(),
                new SimpleMeterRegistry());
    }
}
