package io.antidistill.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptFileTest {
    @TempDir
    private Path directory;

    @Test
    void readsEveryField() throws IOException {
        PromptEvent prompt = read("""
                        {"promptId":"p","tenant":"t","client":"c","context":"premium","maxNewTokens":1000000000,
                        """.strip()
                        + "\"messages\":[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"ü\"}]}")
                .get(0);
        assertThat(prompt.getPromptId()).isEqualTo("p");
        assertThat(prompt.getTenant()).isEqualTo("t");
        assertThat(prompt.getClient()).isEqualTo("c");
        assertThat(prompt.getContext()).isEqualTo("premium");
        assertThat(prompt.getMaxNewTokens()).isEqualTo(1_000_000_000);
        assertThat(prompt.getMessages()).containsExactly(new Message("system", "s"), new Message("user", "ü"));
    }

    @Test
    void sameFileAlwaysHasTheSameIdsAndEqualLinesDiffer() throws IOException {
        String content = "{\"prompt\":\"a\"}\n\n{\"prompt\":\"a\"}\n";
        List<String> ids = read(content).stream().map(PromptEvent::getPromptId).toList();
        assertThat(ids).doesNotHaveDuplicates().hasSize(2);
        assertThat(read(content).stream().map(PromptEvent::getPromptId)).isEqualTo(ids);
    }

    @Test
    void namesTheLineThatIsWrong() {
        assertFailure("{\"prompt\":\"a\"}\n{", "line 2 is not JSON");
        assertFailure("7", "line 1 is not a JSON object");
        assertFailure("{\"messages\":[]}", "line 1: no messages");
        assertFailure("{\"prompt\":\"a\",\"maxNewTokens\":10000000000}", "maxNewTokens is 10000000000");
        assertFailure("{\"prompt\":\"a\",\"tenant\":7}", "tenant is 7");
        assertFailure("{\"messages\":[{\"role\":\"user\"}]}", "content is missing");
        assertFailure(
                "{\"promptId\":\"x\",\"prompt\":\"a\"}\n{\"promptId\":\"x\",\"prompt\":\"b\"}",
                "line 2: the promptId x");
        assertFailure("\n", "holds no prompts");
    }

    private void assertFailure(String content, String message) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining(message)
                .hasMessageEndingWith(".");
    }

    private List<PromptEvent> read(String content) throws IOException {
        return PromptFile.read(Files.writeString(directory.resolve("prompts.jsonl"), content));
    }
}
