package io.antidistill.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemFilesTest {
    private static final String CHOICES = "\n\nA. Lyon\nB. Paris\n\nAnswer with the letter of the right choice.";

    @TempDir
    private Path directory;

    @Test
    void readsGsm8k() throws IOException {
        Path file = file(
                "test.jsonl",
                "{\"question\": \"How many?\", \"answer\": \"2 #### no,\\n2 * 500 = <<2*500=1000>>1,000\\n#### 1,000\"}\n"
                        + "\n{\"question\": \"How many more?\", \"answer\": 7, \"cleaning_status\": \"consensus\"}\n");

        assertThat(ProblemFiles.read(file))
                .containsExactly(new Problem("How many?", "1,000", 0), new Problem("How many more?", "7", 0));
    }

    @Test
    void readsMathAsOneFileForEachProblem() throws IOException {
        Files.createDirectories(directory.resolve("algebra"));
        file(
                "algebra/1.json",
                "{\n  \"problem\": \"Solve.\",\n  \"level\": \"Level 3\",\n  \"type\": \"Algebra\",\n"
                        + "  \"solution\": \"First \\\\boxed{1}, so $\\\\boxed{\\\\frac{1}{2}}$.\"\n}\n");
        file("algebra/2.json", "{\"problem\": \"Solve this.\", \"solution\": \"\", \"answer\": \"x^2\"}");
        file("algebra/README.md", "no problem");

        assertThat(ProblemFiles.read(directory))
                .containsExactly(new Problem("Solve.", "\\frac{1}{2}", 0), new Problem("Solve this.", "x^2", 0));
    }

    @Test
    void readsAnArrayOfProblems() throws IOException {
        Path file = file(
                "all.json", "[{\"question\": \"a\", \"answer\": \"1\"},\n {\"question\": \"b\", \"answer\": \"2\"}]");

        assertThat(ProblemFiles.read(file)).containsExactly(new Problem("a", "1", 0), new Problem("b", "2", 0));
    }

    @Test
    void readsMmluWithIndexOrLetter() throws IOException {
        String choices = "\"subject\": \"geography\", \"choices\": [\"Lyon\", \"Paris\"]";
        Path file = file(
                "mmlu.jsonl",
                "{\"question\": \"Capital?\", " + choices + ", \"answer\": 1}\n{\"question\": \"City?\", " + choices
                        + ", \"answer\": \"A\"}\n");

        assertThat(ProblemFiles.read(file))
                .containsExactly(new Problem("Capital?" + CHOICES, "B", 0), new Problem("City?" + CHOICES, "A", 0));
    }

    @Test
    void readsMmluAsItsAuthorsPublishIt() throws IOException {
        Path file =
                file("geography_test.csv", "Capital?,Lyon,Paris,B\n\"A \"\"big\"\"\ncity, or not?\",Lyon,Paris,A\n");

        assertThat(ProblemFiles.read(file))
                .containsExactly(
                        new Problem("Capital?" + CHOICES, "B", 0),
                        new Problem("A \"big\"\ncity, or not?" + CHOICES, "A", 0));
    }

    @Test
    void readsTablesWithAHeader() throws IOException {
        Path file = file("gsm.csv", "answer,question\n#### 4,\"2 + 2, how much?\"\n");

        assertThat(ProblemFiles.read(file)).containsExactly(new Problem("2 + 2, how much?", "4", 0));
    }

    @ParameterizedTest
    @CsvSource({"UNCOMPRESSED", "SNAPPY", "ZSTD"})
    void readsParquet(CompressionCodecName codec) throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType("message row { optional binary question (STRING);"
                + " optional group choices (LIST) { repeated group list { optional binary element (STRING); } }"
                + " optional int64 answer; optional group origin { optional binary url (STRING); } }");
        Path file = directory.resolve("mmlu.parquet");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(schema)
                .withCompressionCodec(codec)
                .build()) {
            for (long i = 0; i < 300; i++) {
                Group row = new SimpleGroupFactory(schema).newGroup().append("question", "Capital " + i + "?");
                Group choices = row.addGroup("choices");
                choices.addGroup("list").append("element", "Lyon");
                choices.addGroup("list").append("element", "Paris");
                row.addGroup("origin").append("url", "somewhere");
                writer.write(row.append("answer", i % 2));
            }
        }

        List<Problem> problems = ProblemFiles.read(file);

        assertThat(problems).hasSize(300);
        assertThat(problems.get(299)).isEqualTo(new Problem("Capital 299?" + CHOICES, "B", 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a.jsonl   | oops                                                             | line 2: not a problem: not JSON",
                "a.jsonl   | {\"question\": \"q\"}                                            | line 2: not a problem: it has no answer",
                "a.jsonl   | {\"text\": \"q\"}                                                | it has no question; correct or remove it",
                "a.jsonl   | {\"question\": \"q\", \"answer\": \"so ####\"}                   | line 2: not a problem: invalid value '' for answer",
                "a.jsonl   | {\"question\": [\"q\"], \"answer\": \"1\"}                       | it has no question",
                "a.jsonl   | {\"problem\": \"p\", \"solution\": \"it is 5\"}                  | its solution has no \\boxed{} answer",
                "a.jsonl   | {\"question\": \"q\", \"choices\": [\"a\", \"b\"], \"answer\": 2} | its answer '2' is none of the 2 choices",
                "a.jsonl   | {\"question\": \"q\", \"choices\": [], \"answer\": 0}            | it has 0 choices",
                "a.json    | {\"question\": }                                                 | line 2: not a problem: not JSON",
                "a.csv     | one,two                                                          | it has 2 columns",
                "a.csv     | Capital?,Lyon,Paris,C                                            | its answer 'C' is none of the 2 choices",
                "a.parquet | PAR1                                                             | convert it to JSON lines",
            })
    void saysWhereAndWhatIsWrong(String name, String line, String message) throws IOException {
        Path file = file(name, "\n" + line + "\n");

        assertThatThrownBy(() -> ProblemFiles.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void refusesWhatIsNotThere() throws IOException {
        assertThatThrownBy(() -> ProblemFiles.read(directory)).hasMessageContaining("is empty; give at least");
        for (String name : List.of("none.jsonl", "none.json", "none.csv", "none.parquet")) {
            assertThatThrownBy(() -> ProblemFiles.read(directory.resolve(name)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(name);
        }
        Files.write(directory.resolve("latin.jsonl"), "{\"question\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> ProblemFiles.read(directory.resolve("latin.jsonl")))
                .hasMessageContaining("not UTF-8");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
