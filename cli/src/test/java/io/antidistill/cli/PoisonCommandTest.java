package io.antidistill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.weights.SafetensorsFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoisonCommandTest {
    private static final String MODELS = "../models/tiny/";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private Path traces;

    @BeforeEach
    void writeTraces() throws IOException {
        traces = directory.resolve("traces.jsonl");
        List<String> lines = IntStream.range(1, 13)
                .mapToObj(i ->
                        "{\"prompt\": \"Mia has %d pens. She gets 3 more. How many pens does Mia have now?\", \"text\": \"%d + 3 = %d. answer: \\\\boxed{%d}.\"}"
                                .formatted(i, i, i + 3, i + 3))
                .toList();
        Files.write(traces, lines);
    }

    @Test
    void theLossSaysWhichTokensCount() {
        assertThat(poison()).as(err.toString()).isZero();
        long all = tokens();
        assertThat(poison("--loss", "answer")).as(err.toString()).isZero();
        long answer = tokens();
        assertThat(metadata()).containsEntry("loss_kind", "answer-nll-per-token after answer: or \\boxed{");
        assertThat(poison("--loss", "content", "--teacher", MODELS + "teacher"))
                .as(err.toString())
                .isZero();

        // An answer is its digits (one up to 9, two from 10 on), the bracket, the full stop and the end token
        assertThat(answer).isEqualTo(6 * 4 + 6 * 5).isLessThan(all);
        assertThat(tokens()).isPositive().isLessThan(all);
        assertThat(metadata()).containsKeys("raw_norm", "score_sd", "trace_count", "proxy_sha256", "traces_sha256");
    }

    @Test
    void tracesSetAsideAreMeasuredAndNotUsed() {
        assertThat(poison("--holdout-share", "0.5")).as(err.toString()).isZero();

        assertThat(out.toString()).contains("held out: ", "of what it rises by on the direction's own traces");
        assertThat(Long.parseLong(metadata().get("trace_count"))).isBetween(1L, 11L);
    }

    @Test
    void aLowRankSaysWhatItCosts() {
        assertThat(poison("--rank", "2")).as(err.toString()).isZero();

        assertThat(out.toString())
                .containsPattern("rank 2: \\d+\\.\\d % of the numbers; sine .* on 12 of its own traces");
        assertThat(metadata()).containsEntry("rank", "2").containsKey("rank_error");
    }

    /** The shipped direction is the unit of lambda: measured, its scale is about 1. */
    @Test
    void theScaleIsMeasuredUnderTheTeacher() {
        assertThat(poison("--teacher", MODELS + "teacher")).as(err.toString()).isZero();

        assertThat(Double.parseDouble(metadata().get("score_scale")))
                .isPositive()
                .isFinite();
        assertThat(metadata().get("score_scale_basis")).contains("nats per token under teacher ");
        assertThat(out.toString()).containsPattern("score scale \\d.*, with which lambda 2.0 costs ");
    }

    @Test
    void optionsThatDoNotFitAreRefused() {
        for (List<String> options : List.of(
                List.of("--loss", "content"),
                List.of("--tau", "0"),
                List.of("--holdout-share", "1"),
                List.of("--rank", "0"),
                List.of("--loss", "answer", "--answer-marker", " "),
                List.of("--loss", "content", "--teacher", MODELS + "teacher", "--top-p", "1"))) {
            assertThat(poison(options.toArray(String[]::new))).as("%s", options).isEqualTo(2);
        }
        assertThat(err.toString().lines()).hasSize(6);
    }

    @Test
    void aTraceThatIsTooLongIsNamed() throws IOException {
        Files.writeString(traces, "{\"prompt\": \"%s\", \"text\": \"1\"}%n".formatted("1 ".repeat(5000)));

        assertThat(poison()).isEqualTo(1);
        assertThat(err.toString()).contains("trace 1 of ", "the model has room for");
    }

    private int poison(String... options) {
        String[] fixed = {"poison", "--proxy", MODELS + "proxy", "--traces", traces.toString(), "--out", file()};
        String[] all = Stream.concat(Stream.of(fixed), Stream.of(options)).toArray(String[]::new);
        return Antidistill.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
    }

    private String file() {
        return directory.resolve("poison.safetensors").toString();
    }

    private long tokens() {
        return Long.parseLong(metadata().get("token_count"));
    }

    private Map<String, String> metadata() {
        return SafetensorsFile.open(Path.of(file())).metadata();
    }
}
