package io.antidistill.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.FatalTemplateErrorsException;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import io.antidistill.weights.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model's chat template: a Jinja program that turns messages into the text that the model was trained on. Thread-safe. */
public final class ChatTemplate {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TOKEN_FIELDS = List.of("bos_token", "eos_token", "unk_token", "pad_token");

    private final Path origin;
    private final String template;
    private final Map<String, String> specialTokens;
    private final Jinjava jinjava;

    private ChatTemplate(Path origin, String template, Map<String, String> specialTokens) {
        this.origin = origin;
        // Jinja drops one line break at the template's end
        this.template = template.endsWith("\n") ? template.substring(0, template.length() - 1) : template;
        this.specialTokens = Map.copyOf(specialTokens);
        // Blocks are trimmed as Hugging Face does; what a user writes is text, never a template.
        this.jinjava = new Jinjava(JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withNestedInterpretationEnabled(false)
                .withLegacyOverrides(LegacyOverrides.ALL)
                .build());
        jinjava.getGlobalContext()
                .registerFunction(
                        new ELFunctionDefinition("", "raise_exception", ChatTemplate.class, "refuse", String.class));
    }

    /** @throws ModelFormatException if the directory has no chat template */
    public static ChatTemplate load(Path modelDirectory) {
        Path file = modelDirectory.resolve("tokenizer_config.json");
        try {
            if (!Files.isRegularFile(file)) {
                throw new ModelFormatException(file + " does not exist; give a model directory with a chat template");
            }
            JsonNode config = JSON.readTree(file.toFile());
            Map<String, String> specialTokens = new HashMap<>();
            for (String field : TOKEN_FIELDS) {
                JsonNode token = config.path(field);
                JsonNode text = token.isObject() ? token.path("content") : token;
                if (text.isTextual()) {
                    specialTokens.put(field, text.asText());
                }
            }
            return new ChatTemplate(
                    file, templateText(modelDirectory, file, config.path("chat_template")), specialTokens);
        } catch (IOException e) {
            throw new ModelFormatException(file + " cannot be read; fetch it again", e);
        }
    }

    private static String templateText(Path directory, Path file, JsonNode template) throws IOException {
        Path separate = directory.resolve("chat_template.jinja");
        if (Files.isRegularFile(separate)) {
            return Files.readString(separate);
        }
        if (template.isTextual()) {
            return template.asText();
        }
        for (JsonNode named : template) { // a list of several; the one for plain chat is called default
            if (named.path("name").asText().equals("default")) {
                return named.path("template").asText();
            }
        }
        throw new ModelFormatException(file + " has no chat_template; give a chat model, or add one");
    }

    /**
     * @param addGenerationPrompt end with what opens the assistant's answer
     * @throws IllegalArgumentException if the template refuses the messages, for instance because of a role that it does not know
     */
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        Map<String, Object> variables = new HashMap<>(specialTokens);
        variables.put(
                "messages",
                messages.stream()
                        .map(m -> Map.of("role", m.role(), "content", m.content()))
                        .toList());
        variables.put("add_generation_prompt", addGenerationPrompt);
        try {
            RenderResult result = jinjava.renderForResult(template, variables);
            for (TemplateError error : result.getErrors()) {
                throw refused(error.getMessage(), error.getException());
            }
            return result.getOutput();
        } catch (FatalTemplateErrorsException e) {
            throw refused(e.getMessage(), e);
        }
    }

    private IllegalArgumentException refused(String message, Throwable cause) {
        return new IllegalArgumentException(
                "invalid value for messages: the chat template of " + origin + " says: " + message, cause);
    }

    /** The templates' own way to refuse messages. Public because the template engine calls it. */
    public static String refuse(String message) {
        throw new IllegalArgumentException(message);
    }
}
