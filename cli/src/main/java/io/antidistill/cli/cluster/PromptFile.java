package io.antidistill.cli.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Prompts as JSON lines: {@code promptId}, {@code tenant}, {@code client}, {@code context}, {@code messages} (or {@code
 * prompt}, one user message as text) and {@code maxNewTokens}; only the messages are required. A line without an id gets
 * one made from its text and number, so the same file always has the same ids.
 */
public final class PromptFile {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final String NO_CONTEXT = "default";

    private PromptFile() {}

    /**
     * All prompts of a file.
     *
     * @throws CommandFailure naming the line, if one is not a prompt or an id comes twice
     */
    public static List<PromptEvent> read(Path file) throws IOException {
        return read(file, NO_CONTEXT);
    }

    /**
     * The same, where the lines that name no context have that one.
     *
     * @throws CommandFailure naming the line, if one is not a prompt or an id comes twice
     */
    public static List<PromptEvent> read(Path file, String context) throws IOException {
        List<PromptEvent> prompts = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            String place = file + ", line " + (i + 1);
            PromptEvent prompt = parse(lines.get(i), place, i, context);
            if (!ids.add(prompt.getPromptId())) {
                throw new CommandFailure("%s: the promptId %s comes a second time. Give every prompt its own."
                        .formatted(place, prompt.getPromptId()));
            }
            prompts.add(prompt);
        }
        if (prompts.isEmpty()) {
            throw new CommandFailure(
                    "%s holds no prompts. Write one JSON object per line, for example {\"prompt\": \"...\"}."
                            .formatted(file));
        }
        return prompts;
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (MalformedInputException e) {
            throw new CommandFailure("%s is not UTF-8 text. Convert it to UTF-8.".formatted(file), e);
        }
    }

    private static PromptEvent parse(String line, String place, int index, String context) {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new CommandFailure(
                    "%s is not JSON: %s. Write one JSON object per line.".formatted(place, e.getOriginalMessage()), e);
        }
        if (!json.isObject()) {
            throw new CommandFailure("%s is not a JSON object. Write one JSON object per line.".formatted(place));
        }
        String stable = UUID.nameUUIDFromBytes((index + "\n" + line).getBytes(StandardCharsets.UTF_8))
                .toString();
        return PromptEvent.newBuilder()
                .setPromptId(text(json, "promptId", stable, place))
                .setTenant(text(json, "tenant", "local", place))
                .setClient(text(json, "client", "command-line", place))
                .setContext(text(json, "context", context, place))
                .setMessages(messages(json, place))
                .setMaxNewTokens(maxNewTokens(json, place))
                .setSubmittedAt(Instant.now())
                .build();
    }

    private static List<Message> messages(JsonNode json, String place) {
        if (json.path("prompt").isTextual() && !json.has("messages")) {
            return List.of(new Message("user", json.get("prompt").textValue()));
        }
        JsonNode messages = json.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw new CommandFailure(
                    "%s: no messages. Add \"messages\": [{\"role\": \"user\", \"content\": \"...\"}] or \"prompt\": \"...\"."
                            .formatted(place));
        }
        List<Message> found = new ArrayList<>();
        messages.forEach(m -> found.add(new Message(text(m, "role", null, place), text(m, "content", null, place))));
        return found;
    }

    private static Integer maxNewTokens(JsonNode json, String place) {
        JsonNode limit = json.path("maxNewTokens");
        if (limit.isMissingNode() || limit.isNull()) {
            return null;
        }
        if (!limit.canConvertToInt() || !limit.isIntegralNumber()) {
            throw new CommandFailure(
                    "%s: maxNewTokens is %s. Make it a whole number, or leave it out.".formatted(place, limit));
        }
        return limit.intValue();
    }

    private static String text(JsonNode json, String field, String otherwise, String place) {
        JsonNode value = json.path(field);
        if (value.isTextual()) {
            return value.textValue();
        }
        if (otherwise == null || !(value.isMissingNode() || value.isNull())) {
            throw new CommandFailure(
                    "%s: %s is %s. Make it a text.".formatted(place, field, value.isMissingNode() ? "missing" : value));
        }
        return otherwise;
    }
}
