package io.antidistill.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.task.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFilesTest {
    @TempDir
    Path directory;

    private DataFiles files;

    @BeforeEach
    void write() throws IOException {
        files = DataFiles.of(file("train.jsonl", 10), file("test.jsonl", 3));
    }

    @Test
    void learnsFromTheFirstSevenTenthsAndHoldsOutTheRest() {
        assertThat(files.learnt(7)).extracting(Problem::answer).startsWith("0").endsWith("6");
        assertThat(files.heldOut(0, 2)).extracting(Problem::answer).containsExactly("7", "8");
        assertThat(files.heldOut(2, 1)).extracting(Problem::answer).containsExactly("9");
        assertThat(files.tested(2)).hasSize(2);
    }

    @Test
    void asksForABoxWhereTheQuestionDoesNot() throws IOException {
        String request = "Reason step by step, and put the final answer within \\boxed{}.";
        assertThat(files.tested(1)).extracting(Problem::question).containsExactly("question 0\n\n" + request);

        Path asking = Files.writeString(
                directory.resolve("asking.jsonl"), "{\"question\":\"two? Use \\\\boxed{}.\",\"answer\":\"2\"}");
        assertThat(DataFiles.of(asking, asking).tested(1))
                .extracting(Problem::question)
                .containsExactly("two? Use \\boxed{}.");
    }

    @Test
    void refusesToTakeMoreThanThereIs() {
        assertThatThrownBy(() -> files.learnt(8)).hasMessageContaining("has 7 for this purpose");
    }

    @Test
    void tellsContentsApart() throws IOException {
        assertThat(DataFiles.of(file("train.jsonl", 9), file("test.jsonl", 3)).content())
                .isNotEqualTo(files.content());
    }

    private Path file(String name, int problems) throws IOException {
        return Files.writeString(
                directory.resolve(name),
                IntStream.range(0, problems)
                        .mapToObj(i -> "{\"question\":\"question %d\",\"answer\":\"%d\"}%n".formatted(i, i))
                        .collect(Collectors.joining()));
    }
}
