package io.antidistill.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.task.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {
    @TempDir
    private Path directory;

    @Test
    void readsBackTheTracesThatItWrote() throws IOException {
        List<Trace> traces =
                List.of(new Trace("a \"quoted\" question?", "so the answer is \\boxed{4}."), new Trace("b", "c"));
        Path file = directory.resolve("traces.jsonl");
        JsonLines.write(file, traces);
        assertThat(JsonLines.readTraces(file)).isEqualTo(traces);
    }

    @Test
    void readsProblemsInTheFormOfGsm8k() throws IOException {
        Path file = file("{\"question\": \"How many?\", \"answer\": \"2 + 2 = 4\\nSo 4.\\n#### 4\"}");
        assertThat(JsonLines.readProblems(file)).containsExactly(new Problem("How many?", "4", 0));
    }

    @Test
    void leavesOutEmptyLinesAndIgnoresOtherFields() throws IOException {
        Path file = file("{\"prompt\": \"a\", \"text\": \"b\", \"tokenIds\": [1]}", "", "  ");
        assertThat(JsonLines.readTraces(file)).containsExactly(new Trace("a", "b"));
    }

    @Test
    void namesTheLineThatIsWrong() throws IOException {
        Path file = file("{\"prompt\": \"a\", \"text\": \"b\"}", "{\"prompt\": \"a\"}");
        assertThatThrownBy(() -> JsonLines.readTraces(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2: not a trace");
        assertThatThrownBy(() -> JsonLines.readProblems(file)).hasMessageContaining("line 1: not a problem");
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        Path file = file("");
        assertThatThrownBy(() -> JsonLines.readTraces(file)).hasMessageContaining("is empty");
    }

    private Path file(String... lines) throws IOException {
        return Files.write(directory.resolve("lines.jsonl"), List.of(lines));
    }
}
