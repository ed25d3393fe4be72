package io.antidistill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckScoreCommandTest {
    private static final String PROXY = "../models/tiny/proxy";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private Path traces;

    @BeforeEach
    void writeTraces() throws IOException {
        traces = directory.resolve("traces.jsonl");
        Files.writeString(traces, """
                {"prompt": "Mia has 4 pens. She gets 3 more. How many pens does Mia have now?", "text": "4 + 3 = 7. the answer is \\\\boxed{7}."}
                {"prompt": "Ben owns 9 coins. He loses 2. How many coins are left?", "text": "9 - 2 = 7. answer: \\\\boxed{7}."}
                """);
    }

    @Test
    void writesTheTableAndTheFigure() throws IOException {
        assertThat(check("--epsilons", "1e-3,0.1", "--autograd-tokens", "5"))
                .as(err.toString())
                .isZero();

        List<String> table = Files.readAllLines(directory.resolve("check/score-error.csv"));
        assertThat(table)
                .hasSize(6)
                .first()
                .isEqualTo("method,dtype,epsilon,error_over_trace_tokens,error_over_vocabulary");
        assertThat(error(table, "finite difference,fp32,0.001,")).isLessThan(1e-2);
        assertThat(error(table, "finite difference,fp32,0.001,"))
                .isLessThan(error(table, "finite difference,bf16,0.001,"));
        assertThat(error(table, "forward mode,bf16,,")).isLessThan(error(table, "finite difference,bf16,0.1,"));
        BufferedImage figure =
                ImageIO.read(directory.resolve("check/score-error.png").toFile());
        assertThat(figure.getWidth()).isEqualTo(900);
        assertThat(directory.resolve("check/score-error.svg")).content().contains("<svg");
        assertThat(out.toString()).contains("from automatic differentiation", "best epsilon, 0.001.");
    }

    @Test
    void stepsAndCountsThatAreNoneAreRefused() {
        assertThat(check("--epsilons", "0.1,0")).isEqualTo(2);
        assertThat(check("--count", "0")).isEqualTo(2);
        assertThat(check("--autograd-tokens", "-1")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(3);
    }

    private static double error(List<String> table, String start) {
        String row = table.stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow();
        return Double.parseDouble(row.split(",")[3]);
    }

    private int check(String... options) {
        String poison = directory.resolve("poison.safetensors").toString();
        if (run("poison", "--proxy", PROXY, "--traces", traces.toString(), "--out", poison) != 0) {
            throw new IllegalStateException(err.toString());
        }
        String[] fixed = {
            "check-score",
            "--proxy",
            PROXY,
            "--poison",
            poison,
            "--traces",
            traces.toString(),
            "--out",
            directory.resolve("check").toString()
        };
        return run(Stream.concat(Stream.of(fixed), Stream.of(options)).toArray(String[]::new));
    }

    private int run(String... arguments) {
        return Antidistill.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
