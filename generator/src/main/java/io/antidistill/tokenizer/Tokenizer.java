package io.antidistill.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.weights.ModelFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** A Hugging Face tokenizer ({@code tokenizer.json}). Thread-safe. */
public final class Tokenizer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, String> OPTIONS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    private final HuggingFaceTokenizer tokenizer;
    private final Path file;
    private final Map<String, Integer> vocabulary;
    private final ControlTokens controlTokens;
    /** The same tokenizer without its control tokens; made when somebody spells one. */
    private HuggingFaceTokenizer textOnly;

    private Tokenizer(Path file, HuggingFaceTokenizer tokenizer, JsonNode json) {
        this.file = file;
        this.tokenizer = tokenizer;
        this.vocabulary = Collections.unmodifiableMap(vocabulary(json));
        this.controlTokens = ControlTokens.of(json);
    }

    /** @throws ModelFormatException if tokenizer.json is missing or damaged */
    public static Tokenizer load(Path modelDirectory) {
        Path file = modelDirectory.resolve("tokenizer.json");
        if (!Files.isRegularFile(file)) {
            throw new ModelFormatException(file + " does not exist; give a model directory with tokenizer.json");
        }
        try {
            JsonNode json = JSON.readTree(file.toFile());
            vocabulary(json); // what is no tokenizer is refused before native code reads it
            return new Tokenizer(file, HuggingFaceTokenizer.newInstance(file, OPTIONS), json);
        } catch (IOException | RuntimeException e) {
            throw new ModelFormatException(file + " is not a sound tokenizer.json; fetch it again", e);
        }
    }

    private static Map<String, Integer> vocabulary(JsonNode json) {
        Map<String, Integer> vocabulary = new TreeMap<>();
        JsonNode entries = json.path("model").path("vocab");
        if (entries.isArray()) { // Unigram: pairs of piece and score, numbered by their place
            for (int id = 0; id < entries.size(); id++) {
                vocabulary.put(entries.get(id).get(0).asText(), id);
            }
        } else {
            entries.properties()
                    .forEach(e -> vocabulary.put(e.getKey(), e.getValue().asInt()));
        }
        json.path("added_tokens")
                .forEach(t ->
                        vocabulary.put(t.get("content").asText(), t.get("id").asInt()));
        if (vocabulary.isEmpty()) {
            throw new IllegalArgumentException("invalid value {} for vocab: must not be empty");
        }
        return vocabulary;
    }

    /** Adds no special tokens, but knows those that the text spells out. A conversation goes through {@link ChatTemplate#encode}. */
    public int[] encode(String text) {
        return Arrays.stream(tokenizer.encode(text, false, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    /** What spells a control token is text here like any other. */
    int[] encodeAsText(String text) {
        return Arrays.stream(textOnly().encode(text, false, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    private synchronized HuggingFaceTokenizer textOnly() {
        if (textOnly == null) {
            try {
                ObjectNode json = (ObjectNode) JSON.readTree(file.toFile());
                ArrayNode kept = JSON.createArrayNode();
                for (JsonNode token : json.path("added_tokens")) {
                    if (!controlTokens.contains(token.path("id").asInt())) {
                        kept.add(token);
                    }
                }
                json.set("added_tokens", kept);
                json.putNull("post_processor"); // it may speak of them
                textOnly = HuggingFaceTokenizer.newInstance(
                        new ByteArrayInputStream(JSON.writeValueAsBytes(json)), OPTIONS);
            } catch (IOException e) {
                throw new ModelFormatException(file + " cannot be read again; leave it where it is", e);
            }
        }
        return textOnly;
    }

    ControlTokens controlTokens() {
        return controlTokens;
    }

    /** Leaves special tokens out. */
    public String decode(int[] ids) {
        return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), true);
    }

    /** One more than the largest token. The model may have spare rows beyond it. */
    public int vocabularySize() {
        return Collections.max(vocabulary.values()) + 1;
    }

    /** Every token's text as tokenizer.json spells it, with its number. */
    public Map<String, Integer> vocabulary() {
        return vocabulary;
    }

    @Override
    public synchronized void close() {
        tokenizer.close();
        if (textOnly != null) {
            textOnly.close();
        }
    }
}
