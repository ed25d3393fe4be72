package io.antidistill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter err = new StringWriter();

    @Test
    void saysInOneLineWhatIsWrongWithTheQuestions() throws Exception {
        assertThat(run("{\"question\":\"How many?\"}\n")).isEqualTo(1);
        assertThat(err.toString())
                .contains("has 1 questions, the largest campaign asks 5000")
                .hasLineCount(1);
        assertThat(run("{\"answer\":\"5\"}\n")).isEqualTo(1);
        assertThat(err.toString()).contains("line 1 of", "no text under 'question' or 'prompt'");
        assertThat(run("How many?\n")).isEqualTo(1);
        assertThat(err.toString()).contains("is no JSON");
    }

    private int run(String questions) throws Exception {
        Path file = Files.writeString(directory.resolve("questions.jsonl"), questions);
        return Antidistill.run(
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                "experiment",
                "detection",
                "--questions",
                file.toString());
    }
}
