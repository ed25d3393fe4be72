package io.antidistill.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import com.hubspot.jinjava.interpret.FatalTemplateErrorsException;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import io.antidistill.weights.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jinjava.javax.el.CompositeELResolver;

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
        this.template = template;
        this.specialTokens = Map.copyOf(specialTokens);
        // What a user writes is text, never a template.
        CompositeELResolver resolver = new CompositeELResolver();
        resolver.add(new PythonStrings());
        resolver.add(JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY);
        this.jinjava = new Jinjava(JinjavaConfig.newBuilder()
                .withNestedInterpretationEnabled(false)
                .withElResolver(resolver)
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withEvaluateMapKeys(true)
                        .withIterateOverMapKeys(true)
                        .withUseNaturalOperatorPrecedence(true)
                        .build())
                .build());
        PythonValues.register(jinjava.getGlobalContext());
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
            String template = templateText(modelDirectory, file, config.path("chat_template"));
            return new ChatTemplate(file, JinjaDialect.forJinjava(template), specialTokens);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(
                    file + ": the chat template cannot be read: " + e.getMessage() + "; correct it", e);
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
        variables.put("messages", messages.stream().map(ChatTemplate::fields).toList());
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

    private static Map<String, String> fields(ChatMessage message) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("role", message.role());
        fields.put("content", message.content());
        return fields;
    }

    /**
     * The rendered conversation's tokens. Special tokens are those of the template alone: what a message says is text, whatever it spells.
     *
     * @throws IllegalArgumentException as {@link #render} does, or if a message spells what this tokenizer cannot read as text
     */
    public int[] encode(Tokenizer tokenizer, List<ChatMessage> messages, boolean addGenerationPrompt) {
        return new PromptTokens(tokenizer).of(this, messages, addGenerationPrompt);
    }

    /**
     * The same where the last message is the beginning of an answer: the tokens end where its text does, so that what is generated goes on with
     * it.
     *
     * @throws IllegalArgumentException as {@link #encode} does, or if the template does not show the last message to its end
     */
    public int[] encodeContinued(Tokenizer tokenizer, List<ChatMessage> messages) {
        return new PromptTokens(tokenizer).continued(this, messages);
    }

    private IllegalArgumentException refused(String error, Throwable cause) {
        Throwable root = cause;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        String message = root == null || root.getMessage() == null ? error : root.getMessage();
        return new IllegalArgumentException(
                "invalid value for messages: the chat template of " + origin + " says: " + message, cause);
    }

    /** The templates' own way to refuse messages. Public because the template engine calls it. */
    public static String refuse(String message) {
        throw new IllegalArgumentException(message);
    }
}
