package io.antidistill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.student.JsonLines;
import io.antidistill.student.Trace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelsCommandTest {
    private static final String STUDENT = "../models/tiny/student";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void problemsCanBeReadBackAndAreRepeatable() throws IOException {
        Path first = directory.resolve("first.jsonl");
        Path second = directory.resolve("second.jsonl");
        assertThat(run("models", "problems", "--count", "5", "--split", "training", "--out", first.toString()))
                .isZero();
        assertThat(run("models", "problems", "--count", "5", "--split", "training", "--out", second.toString()))
                .isZero();
        assertThat(JsonLines.readProblems(first)).hasSize(5).isEqualTo(JsonLines.readProblems(second));
    }

    @Test
    void aDistilledStudentIsAModelThatCanBeEvaluated() throws IOException {
        Path traces = directory.resolve("traces.jsonl");
        Path student = directory.resolve("student");
        JsonLines.write(
                traces,
                List.of(new Trace(
                        "Mia has 4 pens. She gets 3 more. How many pens does Mia have now?",
                        "4 + 3 = 7. the answer is \\boxed{7}.")));
        assertThat(run(
                        "models",
                        "distill",
                        "--student",
                        STUDENT,
                        "--traces",
                        traces.toString(),
                        "--holdout",
                        traces.toString(),
                        "--out",
                        student.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("Trained on 1 traces", "Holdout loss after 0 steps", "Holdout loss after 3 steps");
        assertThat(run("evaluate", "--model", student.toString(), "--generate", "3", "--steps", "1"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .containsPattern("free +\\d+\\.\\d % \\(\\d of 3")
                .containsPattern("forced +\\d+\\.\\d %");
    }

    @Test
    void evaluateWantsProblemsFromOnePlace() {
        assertThat(run("evaluate", "--model", STUDENT)).isEqualTo(2);
        assertThat(err.toString()).contains("--problems", "--generate");
    }

    @Test
    void aMissingModelIsOneLine() {
        assertThat(run("evaluate", "--model", directory.resolve("none").toString(), "--generate", "3"))
                .isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(1).first().asString().contains("none");
    }

    @Test
    void aBrokenTraceFileNamesItsLine() throws IOException {
        Path traces = directory.resolve("traces.jsonl");
        Files.writeString(traces, "{\"prompt\": 3\n");
        assertThat(run(
                        "models",
                        "distill",
                        "--student",
                        STUDENT,
                        "--traces",
                        traces.toString(),
                        "--out",
                        directory.resolve("out").toString()))
                .isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(1).first().asString().contains("line 1: not a trace");
    }

    private int run(String... arguments) {
        CommandLine commandLine = Antidistill.commandLine();
        commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return commandLine.execute(arguments);
    }
}
