package io.antidistill.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.task.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProblemFileTest {
    @TempDir
    Path directory;

    @Test
    void readsQuestionsAndAnswers() throws IOException {
        Path file = write("{\"question\":\"2 + 2?\",\"answer\":\"4\"}\n\n{\"question\":\"3 + 3?\",\"answer\":6}\n");

        assertThat(ProblemFile.read(file))
                .containsExactly(new Problem("2 + 2?", "4", 0), new Problem("3 + 3?", "6", 0));
    }

    @Test
    void namesTheLineThatCannotBeUsed() throws IOException {
        Path file = write("{\"question\":\"2 + 2?\",\"answer\":\"4\"}\n{\"question\":\"3 + 3?\"}\n");
        assertThatThrownBy(() -> ProblemFile.read(file))
                .hasMessageContaining("line 2: not a problem: it has no answer");
        assertThatThrownBy(() -> ProblemFile.read(write("oops"))).hasMessageContaining("line 1");
        assertThatThrownBy(() -> ProblemFile.read(directory.resolve("none"))).hasMessageContaining("cannot read");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("problems.jsonl"), text);
    }
}
