package io.antidistill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectPromptCommandTest {
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void writesTextAndTokensOfEveryConversation() throws IOException {
        assertThat(inspect("""
                [[{"role": "user", "content": "What is 1 + 1?"}],
                 [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}, {"role": "user", "content": "Bye"}]]""")).as(err.toString()).isZero();

        JsonNode written =
                new ObjectMapper().readTree(directory.resolve("out.json").toFile());
        assertThat(written).hasSize(2);
        assertThat(written.get(0).get("text").asText()).contains("What is 1 + 1?");
        assertThat(written.get(0).get("ids")).hasSizeGreaterThan(5);
        assertThat(written.get(1).get("ids").size())
                .isGreaterThan(written.get(0).get("ids").size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{}", "[{}]", "[[{\"role\": \"user\"}]]", "[[{\"role\": \"user\", \"content\": 7}]]"})
    void whatIsNoListOfConversationsIsRefusedInOneLine(String content) throws IOException {
        assertThat(inspect(content)).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains("no JSON list of conversations");
    }

    private int inspect(String conversations) throws IOException {
        Path file = directory.resolve("in.json");
        Files.writeString(file, conversations);
        return Antidistill.commandLine()
                .setErr(new PrintWriter(err, true))
                .setOut(new PrintWriter(new StringWriter()))
                .execute(
                        "inspect",
                        "prompt",
                        "--model",
                        "../models/tiny/teacher",
                        "--conversations",
                        file.toString(),
                        "--out",
                        directory.resolve("out.json").toString());
    }
}
