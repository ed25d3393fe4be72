package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.cli.cluster.Cluster;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.TraceAudit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator does with a real model, from its directory to protected traces: a proxy from the teacher's layers, clean traces, a poison
 * direction, {@code up}. Part of {@code mvn verify -Preal-model -Dreal.model.dir=DIR} only. The word problems are the project's own, or the
 * first of {@code -Dreal.model.prompts=FILE}, JSON lines with a {@code question}, as GSM8K's authors publish them. Proxy and direction stay
 * in {@code target/real-model}: delete it to make them again.
 */
@Tag("real-model")
class RealModelUpTest {
    private static final Logger LOG = LoggerFactory.getLogger(RealModelUpTest.class);
    private static final String MISSING =
            "skipped, no real model: give the directory of a Hugging Face model's weights with -Dreal.model.dir=DIR";
    private static final Path WORK = Repository.home().resolve("tests/target/real-model");
    private static final Path OWN_PROMPTS =
            Repository.home().resolve("tests/src/test/resources/real-model/prompts.jsonl");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ASKED = 20;
    private static final Map<String, Double> LAMBDA_OF_POLICY =
            Map.of("short-answer", 0.5, "reasoning-long", 2.0, "premium", 1.0, "suspicious", 8.0, "evaluation", 0.0);

    @TempDir
    private Path directory;

    @Test
    void twentyWordProblemsAreAnsweredAndProtectedAsTheirPoliciesSay() throws Exception {
        Path teacher = teacher();
        Path proxy = WORK.resolve("proxy");
        Path poison = WORK.resolve("poison.safetensors");
        Path prompts = prompts();
        prepare(teacher, prompts, proxy, poison);

        Instant started = Instant.now();
        Path summary = directory.resolve("summary.json");
        List<String> options = new ArrayList<>(List.of("--teacher", teacher.toString(), "--proxy", proxy.toString()));
        options.addAll(List.of("--poison", poison.toString(), "--prompts", prompts.toString(), "--rate", "20"));
        options.addAll(List.of("--context-length", "512", "--no-monitor", "--summary", summary.toString()));
        try (UpProcess up = UpProcess.start(directory.resolve("data"), options.toArray(String[]::new))) {
            Cluster cluster = up.awaitCluster();
            await().atMost(Duration.ofMinutes(15))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> Reading.keys(cluster, cluster.topics().traceAudit())
                                            .size()
                                    + Reading.keys(cluster, cluster.topics().deadLetters())
                                            .size()
                            >= ASKED);
            assertThat(Reading.values(cluster, cluster.topics().traces()))
                    .hasSize(ASKED)
                    .extracting(ProtectedTrace::getText)
                    .allSatisfy(text -> assertThat(text).isNotBlank());
            assertProtected(Reading.values(cluster, cluster.topics().traceAudit()));
            up.terminate(Duration.ofMinutes(2));
        }
        JsonNode json = JSON.readTree(summary.toFile());
        LOG.info("up took {} s: {}", Duration.between(started, Instant.now()).toSeconds(), json);
        assertThat(json.get("prompts").intValue()).isEqualTo(ASKED);
        assertThat(json.get("traces").intValue()).isEqualTo(ASKED);
        assertThat(json.get("deadLetters").intValue()).isZero();
    }

    private static void assertProtected(List<TraceAudit> audits) {
        assertThat(audits).hasSize(ASKED).allSatisfy(audit -> assertThat(audit.getLambda())
                .isEqualTo(LAMBDA_OF_POLICY.get(audit.getPolicyKey())));
        Map<String, Integer> changed = audits.stream()
                .collect(Collectors.groupingBy(
                        TraceAudit::getPolicyKey, Collectors.summingInt(TraceAudit::getChangedTokens)));
        LOG.info("tokens that protection changed, by policy: {}", changed);
        assertThat(changed.keySet()).isEqualTo(LAMBDA_OF_POLICY.keySet());
        assertThat(changed.get("evaluation")).isZero();
        assertThat(changed.get("reasoning-long")).isPositive();
        assertThat(changed.get("suspicious")).isPositive();
    }

    private static Path teacher() {
        String named = System.getProperty("real.model.dir", "");
        boolean there = !named.isEmpty() && Files.exists(Path.of(named, "config.json"));
        if (!there) {
            LOG.warn(MISSING);
        }
        assumeTrue(there, MISSING);
        return Path.of(named).toAbsolutePath();
    }

    /** Questions get the contexts of our own prompts in turn. */
    private Path prompts() throws IOException {
        String questions = System.getProperty("real.model.prompts", "");
        if (questions.isEmpty()) {
            return OWN_PROMPTS;
        }
        List<String> lines = new ArrayList<>();
        try (Stream<String> theirs = Files.lines(Path.of(questions));
                Stream<String> ours = Files.lines(OWN_PROMPTS)) {
            Iterator<String> pattern = ours.iterator();
            for (String line : theirs.limit(ASKED).toList()) {
                ObjectNode prompt = (ObjectNode) JSON.readTree(pattern.next());
                lines.add(prompt.set("prompt", JSON.readTree(line).required("question"))
                        .toString());
            }
        }
        return Files.write(directory.resolve("prompts.jsonl"), lines);
    }

    /** A few steps only: enough for a proxy that is one, not for one that is good. */
    private static void prepare(Path teacher, Path prompts, Path proxy, Path poison) throws Exception {
        if (Files.exists(poison)) {
            return;
        }
        Files.createDirectories(WORK);
        Path clean = WORK.resolve("clean.jsonl");
        run(
                "models derive-proxy --layers 2 --max-new-tokens 32 --epochs 1 --batch-size 4",
                "--teacher",
                teacher.toString(),
                "--prompts",
                prompts.toString(),
                "--out",
                proxy.toString());
        run(
                "generate --sampler plain --max-new-tokens 32",
                "--teacher",
                teacher.toString(),
                "--prompts",
                prompts.toString(),
                "--out",
                clean.toString());
        run("poison", "--proxy", proxy.toString(), "--traces", clean.toString(), "--out", poison.toString());
    }

    private static void run(String command, String... files) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(List.of(files));
        Outcome outcome = Outcome.of(arguments);
        assertThat(outcome.code()).as(outcome.err()).isZero();
    }
}
