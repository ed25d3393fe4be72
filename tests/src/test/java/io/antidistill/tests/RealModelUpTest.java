package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antidistill.cli.cluster.Cluster;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.TraceAudit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator does with a real model, from its directory to protected traces: a proxy from the teacher's layers, clean traces, a poison
 * direction, {@code up}. Part of {@code mvn verify -Preal-model -Dreal.model.dir=DIR} only. Proxy and direction stay in
 * {@code target/real-model}: delete it to make them again.
 */
@Tag("real-model")
class RealModelUpTest {
    private static final Logger LOG = LoggerFactory.getLogger(RealModelUpTest.class);
    private static final String MISSING =
            "skipped, no real model: give the directory of a Hugging Face model's weights with -Dreal.model.dir=DIR";
    private static final Path WORK = Repository.home().resolve("tests/target/real-model");
    private static final Path PROMPTS = Repository.home().resolve("tests/src/test/resources/real-model/prompts.jsonl");
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
        prepare(teacher, proxy, poison);

        Path summary = directory.resolve("summary.json");
        List<String> options = new ArrayList<>(List.of("--teacher", teacher.toString(), "--proxy", proxy.toString()));
        options.addAll(List.of("--poison", poison.toString(), "--prompts", PROMPTS.toString(), "--rate", "20"));
        options.addAll(List.of("--context-length", "256", "--no-monitor", "--summary", summary.toString()));
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
        JsonNode json = new ObjectMapper().readTree(summary.toFile());
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

    /** A few steps only: enough for a proxy that is one, not for one that is good. */
    private static void prepare(Path teacher, Path proxy, Path poison) throws Exception {
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
                PROMPTS.toString(),
                "--out",
                proxy.toString());
        run(
                "generate --sampler plain --max-new-tokens 32",
                "--teacher",
                teacher.toString(),
                "--prompts",
                PROMPTS.toString(),
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
