package io.antidistill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateCommandTest {
    private static final String MODELS = "../models/tiny/";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @BeforeEach
    void writePrompts() throws IOException {
        Files.writeString(
                directory.resolve("prompts.jsonl"),
                "{\"prompt\": \"Mia has 12 pens. She gets 3 more. Then she loses 5. How many pens does Mia have now?\"}\n"
                        .repeat(3));
    }

    @Test
    void anAnswerEndsBeforeItsStopString() throws IOException {
        assertThat(generate("--sampler", "plain", "--stop", "\\boxed", "--stop", "never said"))
                .as(err.toString())
                .isZero();
        assertThat(answers()).hasSize(3).allSatisfy(answer -> {
            assertThat(answer.get("text").asText()).isNotBlank().doesNotContain("\\boxed");
            assertThat(answer.get("finishReason").asText()).isEqualTo("stop");
        });
    }

    @Test
    void aBudgetBoundsWhatTheTiltCosts() throws IOException {
        assertThat(generate(protectedBy("--kl-budget", "0.01")))
                .as(err.toString())
                .isZero();
        assertThat(answers()).hasSize(3).allSatisfy(answer -> assertThat(
                        answer.get("meanKl").asDouble())
                .isLessThanOrEqualTo(0.01 + 1e-9));
    }

    /** An answer marker that comes early leaves little to tilt. */
    @Test
    void theTiltStaysInItsSpan() throws IOException {
        assertThat(generate(
                        protectedBy("--tilted-span", "reasoning", "--reasoning-end", " ", "--answer-guard", "true")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("reasoningEnd");
        assertThat(generate(
                        protectedBy("--tilted-span", "reasoning", "--answer-marker", "a", "--answer-guard", "true")))
                .as(err.toString())
                .isZero();
        int guarded = changed();
        assertThat(generate(protectedBy())).as(err.toString()).isZero();
        assertThat(guarded).isLessThan(changed());
    }

    @Test
    void guardsThatCannotBeAreOneLineOfError() {
        for (List<String> options : List.of(
                List.of("--repetition-limit", "1"),
                List.of("--kl-budget", "-1"),
                List.of("--min-p", "2"),
                List.of("--markers-after", "-1"),
                List.of("--stop", "x".repeat(257)),
                List.of("--stop", ""))) {
            err.getBuffer().setLength(0);
            assertThat(generate(options.toArray(String[]::new)))
                    .as("%s", options)
                    .isEqualTo(2);
            assertThat(err.toString().lines()).as("%s", options).hasSize(1);
        }
    }

    private int changed() throws IOException {
        return answers().stream()
                .mapToInt(answer -> answer.get("changedTokens").asInt())
                .sum();
    }

    private static String[] protectedBy(String... options) {
        String[] fixed = {
            "--proxy", MODELS + "proxy", "--poison", MODELS + "poison.safetensors", "--lambda", "8", "--tau", "1.2"
        };
        return Stream.concat(Stream.of(fixed), Stream.of(options)).toArray(String[]::new);
    }

    private int generate(String... options) {
        String[] fixed = {
            "generate",
            "--teacher",
            MODELS + "teacher",
            "--prompts",
            directory.resolve("prompts.jsonl").toString(),
            "--out",
            directory.resolve("out.jsonl").toString(),
            "--context-length",
            "256"
        };
        String[] all = Stream.concat(Stream.of(fixed), Stream.of(options)).toArray(String[]::new);
        return Antidistill.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
    }

    private List<JsonNode> answers() throws IOException {
        ObjectMapper json = new ObjectMapper();
        try (Stream<String> lines = Files.lines(directory.resolve("out.jsonl"))) {
            return lines.map(line -> {
                        try {
                            return json.readTree(line);
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .toList();
        }
    }
}
