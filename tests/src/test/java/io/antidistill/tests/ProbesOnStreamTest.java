package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.cli.models.LoadedModels;
import io.antidistill.cli.models.ProxyFiles;
import io.antidistill.engine.GenerationEngine;
import io.antidistill.model.TorchRuntime;
import io.antidistill.monitor.MonitorApp;
import io.antidistill.monitor.MonitorProperties;
import io.antidistill.schema.AttackResult;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.ProbeReport;
import io.antidistill.schema.ProbeTrace;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.Topic;
import io.antidistill.schema.TraceAudit;
import io.antidistill.streams.StreamsApp;
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
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the monitor asks on its own behalf, through the real stream and its teacher: one round, under a policy that cuts answers off about where
 * they come to their point.
 */
@Timeout(300)
class ProbesOnStreamTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MOST_TOKENS = 56;
    private static final int CANARIES = 12;
    private static final int CUSTOMERS = 16;
    private static final int CLIENTS = 3;
    private static final int PROMPTS = 8;

    @TempDir
    static Path directory;

    private static List<ProbeTrace> answers;
    private static List<TraceAudit> audits;
    private static List<ProtectedTrace> traces;
    private static ProbeReport report;

    @BeforeAll
    static void oneRound() throws Exception {
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
                StreamsApp stream = cluster.stream(engine, models, directory.resolve("state"));
                CommittedReader<ProbeTrace> probes = new CommittedReader<>(
                        cluster.bootstrap(), cluster.topics().probeTraces());
                CommittedReader<ProbeReport> reports = new CommittedReader<>(
                        cluster.bootstrap(), cluster.topics().probeReports())) {
            DefensePolicy curt = DefaultPolicies.byContext().get("reasoning-long");
            curt.setMaxNewTokens(MOST_TOKENS);
            cluster.send(cluster.topics().policies(), "reasoning-long", curt).get();
            assertThat(stream.awaitRunning(PATIENCE)).isTrue();
            try (MonitorApp monitor = monitor(cluster, runtime)) {
                ask(cluster, problems.subList(0, PROMPTS));
                answers = probes.until(PATIENCE, ProbesOnStreamTest::complete);
                ask(cluster, problems.subList(PROMPTS, CUSTOMERS));
                report = reports.until(PATIENCE, all -> !all.isEmpty()).get(0);
                assertThat(monitor.ended()).isNotDone();
            }
            // The next round's canaries may be under way by now.
            Set<String> ids = answers.stream()
                    .map(answer -> answer.getTrace().getPromptId())
                    .collect(Collectors.toSet());
            audits = all(cluster, cluster.topics().traceAudit()).stream()
                    .filter(audit -> ids.contains(audit.getPromptId()))
                    .toList();
            traces = all(cluster, cluster.topics().traces());
        }
    }

    @Test
    void canariesThatWereCutAreForcedGradedAndReportedBesideTheOthers() {
        assertThat(withoutResult(answers)).isPositive();
        long right = right(canaries(answers), UnaryOperator.identity());
        long forced = right(followUps(answers), AnswerCue::boxed);

        assertThat(report.getUtility()).isEqualTo((double) right / CANARIES);
        assertThat(report.getUtilityForced())
                .isEqualTo((double) (right + forced) / CANARIES)
                .isGreaterThan(report.getUtility());
        assertThat(audits)
                .filteredOn(TraceAudit::getPrefilled)
                .hasSize(withoutResult(answers))
                .allSatisfy(audit -> {
                    assertThat(audit.getProbePurpose()).isEqualTo(ProbePurpose.CANARY);
                    assertThat(audit.getLambda()).isEqualTo(2);
                    assertThat(audit.getMaxNewTokens()).isEqualTo(AnswerCue.MOST_TOKENS);
                });
    }

    @Test
    void otherClientsGetOtherAnswersAsWellProtected() {
        Map<String, List<ProbeTrace>> byPrompt = of(answers, ProbePurpose.CANDIDATE).stream()
                .collect(Collectors.groupingBy(
                        answer -> answer.getTrace().getMessages().get(0).getContent()));

        assertThat(byPrompt).hasSize(PROMPTS);
        assertThat(byPrompt.values())
                .allSatisfy(some -> assertThat(some).hasSize(CLIENTS - 1))
                .anySatisfy(some -> assertThat(some)
                        .extracting(answer -> answer.getTrace().getText())
                        .doesNotHaveDuplicates());
        assertThat(audits)
                .filteredOn(audit -> audit.getProbePurpose() == ProbePurpose.CANDIDATE)
                .hasSize(PROMPTS * (CLIENTS - 1))
                .allSatisfy(audit -> assertThat(audit.getLambda()).isEqualTo(2));
        assertThat(report.getAttacks()).extracting(AttackResult::getAttack).containsExactly("plain", "best-of-several");
        assertThat(report.getAttacks().get(1).getHoldoutLoss())
                .as("that student learned from others of the answers")
                .isNotEqualTo(report.getAttacks().get(0).getHoldoutLoss());
    }

    @Test
    void noneOfItIsACustomersTrace() {
        assertThat(traces).hasSize(CUSTOMERS).allSatisfy(trace -> assertThat(trace.getClient())
                .isEqualTo("bob"));
        assertThat(report.getWindowTraces()).isEqualTo(CUSTOMERS);
    }

    private static <V> List<V> all(LocalCluster cluster, Topic<String, V> topic) {
        try (CommittedReader<V> reader = new CommittedReader<>(cluster.bootstrap(), topic)) {
            return reader.rest();
        }
    }

    private static boolean complete(List<ProbeTrace> answers) {
        return canaries(answers).size() == CANARIES
                && followUps(answers).size() == withoutResult(answers)
                && of(answers, ProbePurpose.CANDIDATE).size() == PROMPTS * (CLIENTS - 1);
    }

    private static List<ProbeTrace> of(List<ProbeTrace> answers, ProbePurpose purpose) {
        return answers.stream().filter(answer -> answer.getPurpose() == purpose).toList();
    }

    private static List<ProbeTrace> canaries(List<ProbeTrace> answers) {
        return of(answers, ProbePurpose.CANARY).stream()
                .filter(answer -> answer.getTrace().getMessages().size() == 1)
                .toList();
    }

    private static List<ProbeTrace> followUps(List<ProbeTrace> answers) {
        return of(answers, ProbePurpose.CANARY).stream()
                .filter(answer -> answer.getTrace().getMessages().size() == 2)
                .toList();
    }

    private static int withoutResult(List<ProbeTrace> answers) {
        return (int) canaries(answers).stream()
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
        properties.put("monitor.probe.epochs", "2");
        properties.put("monitor.attacks", "best-of-several");
        properties.put("monitor.attack.best-of-several.clients", "" + CLIENTS);
        properties.put("monitor.attack.best-of-several.prompts", "" + PROMPTS);
        return MonitorApp.start(
                MonitorProperties.read(properties, Repository.tinyModels().resolve("student")),
                cluster.topics(),
                properties,
                runtime,
                new SimpleMeterRegistry());
    }
}
