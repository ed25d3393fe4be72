package io.antidistill.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.console.OutputFile;
import io.antidistill.cli.models.ModelDirectory;
import io.antidistill.tokenizer.ChatMessage;
import io.antidistill.tokenizer.ChatTemplate;
import io.antidistill.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a model reads where somebody writes messages. Needs no weights. */
@Command(
        name = "prompt",
        header = "The text and the tokens that conversations become.",
        description =
                "Writes a list of objects: text and, where there is a tokenizer, ids; or refused, with the reason.",
        descriptionHeading = "%n",
        sortOptions = false)
final class InspectPromptCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "A Hugging Face directory or hub id.")
    private Path model;

    @Option(
            names = "--conversations",
            required = true,
            paramLabel = "FILE.json",
            description = "A JSON list of conversations, each a list of objects with role and content.")
    private Path conversations;

    @Option(names = "--out", required = true, paramLabel = "FILE.json", description = "Where texts and tokens go.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        OutputFile.check(out);
        List<List<ChatMessage>> read = read();
        Path directory = ModelDirectory.of(model);
        ChatTemplate template = ChatTemplate.load(directory);
        ArrayNode written = JSON.createArrayNode();
        try (Tokenizer tokenizer =
                Files.exists(directory.resolve("tokenizer.json")) ? Tokenizer.load(directory) : null) {
            read.forEach(messages -> written.add(inspect(template, tokenizer, messages)));
        }
        JSON.writeValue(out.toFile(), written);
        spec.commandLine().getOut().printf("%d conversations in %s.%n", written.size(), out);
        return 0;
    }

    private static ObjectNode inspect(ChatTemplate template, Tokenizer tokenizerOrNull, List<ChatMessage> messages) {
        ObjectNode prompt = JSON.createObjectNode();
        try {
            prompt.put("text", template.render(messages, true));
            if (tokenizerOrNull != null) {
                prompt.set("ids", JSON.valueToTree(template.encode(tokenizerOrNull, messages, true)));
            }
            return prompt;
        } catch (IllegalArgumentException e) {
            return JSON.createObjectNode().put("refused", e.getMessage());
        }
    }

    private List<List<ChatMessage>> read() throws IOException {
        List<List<ChatMessage>> all = new ArrayList<>();
        for (JsonNode conversation : list(tree())) {
            List<ChatMessage> messages = new ArrayList<>();
            for (JsonNode message : list(conversation)) {
                if (!message.path("role").isTextual()
                        || !message.path("content").isTextual()) {
                    throw noConversations(null);
                }
                messages.add(new ChatMessage(
                        message.get("role").asText(), message.get("content").asText()));
            }
            all.add(messages);
        }
        return all;
    }

    private JsonNode tree() throws IOException {
        try {
            return JSON.readTree(Files.readString(conversations));
        } catch (JsonProcessingException e) {
            throw noConversations(e);
        }
    }

    private JsonNode list(JsonNode node) {
        if (!node.isArray()) {
            throw noConversations(null);
        }
        return node;
    }

    private CommandFailure noConversations(Exception causeOrNull) {
        return new CommandFailure(
                "%s is no JSON list of conversations. Write for example [[{\"role\": \"user\", \"content\": \"Hello\"}]]."
                        .formatted(conversations),
                causeOrNull);
    }
}
