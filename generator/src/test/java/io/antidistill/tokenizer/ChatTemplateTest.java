package io.antidistill.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antidistill.weights.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    static Stream<Arguments> cases() throws IOException {
        JsonNode file = JSON.readTree(ChatTemplateTest.class.getResource("/tokenizer/chat-templates.json"));
        return StreamSupport.stream(file.get("cases").spliterator(), false)
                .map(c -> Arguments.of(
                        c.get("template").asText() + ", "
                                + c.get("conversation").asText() + ", "
                                + c.get("addGenerationPrompt").asText(),
                        file.get("templates").get(c.get("template").asText()).asText(),
                        c));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void rendersAsPythonsJinjaDoes(String name, String template, JsonNode expected) throws IOException {
        ChatTemplate chatTemplate = load(Map.of("chat_template", template, "bos_token", "<s>", "eos_token", "</s>"));
        List<ChatMessage> messages = new ArrayList<>();
        expected.get("messages")
                .forEach(m -> messages.add(
                        new ChatMessage(m.get("role").asText(), m.get("content").asText())));
        boolean prompt = expected.get("addGenerationPrompt").asBoolean();

        if (expected.has("refused")) {
            assertThatThrownBy(() -> chatTemplate.render(messages, prompt))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(expected.get("refused").asText());
        } else {
            assertThat(chatTemplate.render(messages, prompt))
                    .isEqualTo(expected.get("expected").asText());
        }
    }

    @Test
    void takesTheDefaultOfSeveralTemplates() throws IOException {
        ChatTemplate template = load(Map.of(
                "chat_template",
                List.of(
                        Map.of("name", "tool_use", "template", "no"),
                        Map.of("name", "default", "template", "{{ messages[0].content }}"))));

        assertThat(template.render(List.of(new ChatMessage("user", "hi")), false))
                .isEqualTo("hi");
    }

    @Test
    void takesSpecialTokensThatAreDescribedByObjects() throws IOException {
        ChatTemplate template = load(
                Map.of("chat_template", "{{ bos_token }}", "bos_token", Map.of("content", "<s>", "lstrip", false)));

        assertThat(template.render(List.of(), false)).isEqualTo("<s>");
    }

    @Test
    void keepsTheTextAfterTheLastTag() throws IOException {
        ChatTemplate template = load(Map.of("chat_template", "{{ messages[0].content }}<assistant>"));

        assertThat(template.render(List.of(new ChatMessage("user", "hi")), true))
                .isEqualTo("hi<assistant>");
    }

    @Test
    void aTemplateWithAnOpenTagIsRefused() {
        assertThatThrownBy(() -> load(Map.of("chat_template", "{% for m in messages %}{{ m.content")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("tokenizer_config.json")
                .hasMessageContaining("has no end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for m in messages %}x{% else %}none{% endfor %}",
                "{% for m in messages if m.role == 'user' %}x{% endfor %}"
            })
    void loopsThatWouldRenderOtherwiseAreRefused(String template) {
        assertThatThrownBy(() -> load(Map.of("chat_template", template)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("a loop with");
    }

    @Test
    void aTemplateThatIsNoJinjaIsRefused() throws IOException {
        ChatTemplate template = load(Map.of("chat_template", "{% for m of messages %}{{ m.content }}{% endfor %}"));

        assertThatThrownBy(() -> template.render(List.of(new ChatMessage("user", "hi")), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tokenizer_config.json");
    }

    @Test
    void aModelWithoutAChatTemplateIsRefused() {
        assertThatThrownBy(() -> load(Map.of("bos_token", "<s>")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("has no chat_template");
    }

    private ChatTemplate load(Map<String, ?> config) throws IOException {
        Files.writeString(directory.resolve("tokenizer_config.json"), JSON.writeValueAsString(config));
        return ChatTemplate.load(directory);
    }
}
