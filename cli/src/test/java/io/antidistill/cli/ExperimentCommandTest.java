package io.antidistill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void pricesThePapersExperimentWithoutItsModels() {
        assertThat(run("tradeoff", "--preset", "paper", "--dry-run", "--tokens-per-trace", "300", "--seeds", "2"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("14 arms, 5231 prompts, 2 seeds, 300 tokens per answer", "together", "Nothing was loaded");
    }

    @Test
    void pricesAnAblationWithItsProxies() {
        assertThat(run("ablation", "--preset", "tiny", "--dry-run", "--seeds", "1", "--parts", "PROXY"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("11 arms, 600 prompts", "proxies learn");
    }

    @Test
    void saysHowAShapeIsWritten() {
        assertThat(run("ablation", "--proxies-from-scratch", "qwen2")).isEqualTo(2);
        assertThat(err.toString()).contains("write FAMILY-WIDTH-LAYERS").hasLineCount(1);
    }

    @Test
    void refusesAnAbsurdRate() {
        assertThat(run("tradeoff", "--dry-run", "--sampling-rate", "0")).isEqualTo(2);
        assertThat(err.toString())
                .contains("tokens per second: it must be above 0")
                .hasLineCount(1);
    }

    @Test
    void saysWhatAPresetNeedsBeforeAnythingIsFetched() {
        assertThat(run("dynamics", "--preset", "paper")).isEqualTo(2);
        assertThat(err.toString())
                .contains("Give --training-file and --test-file")
                .hasLineCount(1);
    }

    @Test
    void namesTheCommandThatMakesAMissingDirection() {
        assertThat(run("ablation", "--models", directory.toString())).isEqualTo(1);
        assertThat(err.toString())
                .contains("Make it: antidistill poison --proxy")
                .hasLineCount(1);
    }

    private int run(String... arguments) {
        String[] all = Stream.concat(
                        Stream.concat(Stream.of("experiment"), Stream.of(arguments)),
                        Stream.of("--out", directory.resolve("out").toString()))
                .toArray(String[]::new);
        return Antidistill.run(new PrintWriter(out), new PrintWriter(err, true), all);
    }
}
