package io.antidistill.task;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the task's tokenizer as Hugging Face files: one token for each word, sign and digit. Text reads normally ("12", not "1 2"), and what a
 * model wrote is encoded to the tokens that it wrote.
 */
public final class TaskTokenizerFiles {
    static final String PAD = "<pad>";
    static final String UNKNOWN = "<unk>";
    static final String END = "<|end|>";

    private static final List<String> SPECIAL = List.of(PAD, UNKNOWN, "<|system|>", "<|user|>", "<|assistant|>", END);
    private static final String SIGNS = "0 1 2 3 4 5 6 7 8 9 + - x = . , : ? \\boxed{ }";
    private static final String WORDS =
            "adding after ana answer apples are as away ben books borrow buys cards carry coins"
                    + " does end finds first from gets gives grow has have he how i in is later leaves left leo loses many mia more"
                    + " next now of owns pens sells she shells so starts step taking that the then times to tom total uses was what"
                    + " with you zoe";
    private static final String TOKEN = "\\\\boxed\\{|[a-z]+|\\d|[^\\sa-z\\d]";
    /** Where the decoder, having put a space between any two tokens, takes it out again. */
    private static final String NO_SPACE = "(?<=\\d) (?=\\d)| (?=[.,:?}])|(?<=\\{) ";

    private static final String CHAT_TEMPLATE =
            "{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}{% endfor %}"
                    + "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}";
    private static final ObjectWriter JSON = new ObjectMapper().writerWithDefaultPrettyPrinter();

    private TaskTokenizerFiles() {}

    /** Every token; its place is its id. */
    public static List<String> vocabulary() {
        List<String> tokens = new ArrayList<>(SPECIAL);
        tokens.addAll(List.of(SIGNS.split(" ")));
        tokens.addAll(List.of(WORDS.split(" ")));
        return List.copyOf(tokens);
    }

    public static int padId() {
        return SPECIAL.indexOf(PAD);
    }

    public static int endId() {
        return SPECIAL.indexOf(END);
    }

    /**
     * Writes tokenizer.json, tokenizer_config.json and generation_config.json.
     *
     * @throws IOException if the directory cannot be written
     */
    public static void write(Path modelDirectory) throws IOException {
        Files.createDirectories(modelDirectory);
        JSON.writeValue(modelDirectory.resolve("tokenizer.json").toFile(), tokenizer());
        JSON.writeValue(modelDirectory.resolve("tokenizer_config.json").toFile(), tokenizerConfig());
        JSON.writeValue(
                modelDirectory.resolve("generation_config.json").toFile(),
                ordered(
                        "do_sample",
                        true,
                        "eos_token_id",
                        endId(),
                        "pad_token_id",
                        padId(),
                        "temperature",
                        0.9,
                        "top_p",
                        0.95));
    }

    private static Map<String, Object> tokenizer() {
        Map<String, Object> vocabulary = new LinkedHashMap<>();
        vocabulary().forEach(token -> vocabulary.put(token, vocabulary.size()));
        Map<String, Object> words =
                ordered("type", "Split", "pattern", Map.of("Regex", TOKEN), "behavior", "Removed", "invert", true);
        // WordPiece's decoder puts a space before each token but the first; Fuse makes one text of them
        List<Object> decoders = List.of(
                ordered("type", "WordPiece", "prefix", "##", "cleanup", false),
                ordered("type", "Fuse"),
                ordered("type", "Replace", "pattern", Map.of("Regex", NO_SPACE), "content", ""));
        Map<String, Object> tokenizer = ordered("version", "1.0");
        tokenizer.put("truncation", null);
        tokenizer.put("padding", null);
        tokenizer.put(
                "added_tokens",
                SPECIAL.stream().map(TaskTokenizerFiles::special).toList());
        tokenizer.put("normalizer", ordered("type", "Lowercase"));
        tokenizer.put("pre_tokenizer", words);
        tokenizer.put("post_processor", null);
        tokenizer.put("decoder", ordered("type", "Sequence", "decoders", decoders));
        tokenizer.put("model", ordered("type", "WordLevel", "vocab", vocabulary, "unk_token", UNKNOWN));
        return tokenizer;
    }

    private static Map<String, Object> special(String token) {
        return ordered(
                "id",
                SPECIAL.indexOf(token),
                "content",
                token,
                "single_word",
                false,
                "lstrip",
                false,
                "rstrip",
                false,
                "normalized",
                false,
                "special",
                true);
    }

    private static Map<String, Object> tokenizerConfig() {
        return ordered(
                "tokenizer_class",
                "PreTrainedTokenizerFast",
                "chat_template",
                CHAT_TEMPLATE,
                "eos_token",
                END,
                "pad_token",
                PAD,
                "unk_token",
                UNKNOWN,
                "clean_up_tokenization_spaces",
                false);
    }

    private static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
