package io.antidistill.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The two ways in which tokenizers spell what their vocabulary lacks: tokens are bytes, so a character may be spread over several. */
final class ByteTokenizers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ByteTokenizers() {}

    /** As GPT-2, Llama 3 and Qwen: every byte has a letter. A few merges make tokens of parts of characters. */
    static Tokenizer byteLevel() throws IOException {
        ObjectNode root = root();
        ObjectNode vocabulary = ((ObjectNode) root.get("model")).putObject("vocab");
        for (int b = 0; b < 256; b++) {
            vocabulary.put(letter(b), b);
        }
        ArrayNode merges = ((ObjectNode) root.get("model")).putArray("merges");
        int[][] pairs = {{0xF0, 0x9F}, {0xE0, 0xA4}, {0xE4, 0xB8}, {' ', 0xD7}, {'t', 'h'}, {0x80, 0xE2}};
        for (int[] pair : pairs) {
            vocabulary.put(letter(pair[0]) + letter(pair[1]), vocabulary.size());
            merges.add(letter(pair[0]) + " " + letter(pair[1]));
        }
        ObjectNode level = root.putObject("pre_tokenizer");
        level.put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
        root.set("decoder", level.deepCopy());
        return load(root);
    }

    /** As Llama 2: words begin with a sign for the space, unknown characters fall back to bytes. */
    static Tokenizer byteFallback() throws IOException {
        ObjectNode root = root();
        ObjectNode model = (ObjectNode) root.get("model");
        model.put("byte_fallback", true).put("unk_token", "<unk>");
        ObjectNode vocabulary = model.putObject("vocab");
        vocabulary.put("<unk>", 0);
        for (int b = 0; b < 256; b++) {
            vocabulary.put("<0x%02X>".formatted(b), vocabulary.size());
        }
        for (char c = 'a'; c <= 'z'; c++) {
            vocabulary.put(String.valueOf(c), vocabulary.size());
        }
        vocabulary.put("\u2581", vocabulary.size());
        vocabulary.put("\u2581t", vocabulary.size());
        model.putArray("merges").add("\u2581 t");
        root.set(
                "normalizer",
                JSON.readTree("{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Prepend\",\"prepend\":\"\u2581\"},"
                        + "{\"type\":\"Replace\",\"pattern\":{\"String\":\" \"},\"content\":\"\u2581\"}]}"));
        root.set(
                "decoder",
                JSON.readTree(
                        "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Replace\",\"pattern\":{\"String\":\"\u2581\"},"
                                + "\"content\":\" \"},{\"type\":\"ByteFallback\"},{\"type\":\"Fuse\"},"
                                + "{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}]}"));
        return load(root);
    }

    private static ObjectNode root() {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", "1.0").putNull("truncation").putNull("padding").putArray("added_tokens");
        root.putNull("normalizer")
                .putNull("pre_tokenizer")
                .putNull("post_processor")
                .putNull("decoder");
        root.putObject("model").put("type", "BPE").putArray("merges");
        return root;
    }

    /** GPT-2's letters for bytes: printable ones stand for themselves, the others for a letter from U+0100 on. */
    private static String letter(int wanted) {
        int next = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            int letter = printable ? b : next++;
            if (b == wanted) {
                return Character.toString(letter);
            }
        }
        throw new IllegalArgumentException("invalid value " + wanted + " for a byte");
    }

    private static Tokenizer load(ObjectNode root) throws IOException {
        Path directory = Files.createTempDirectory("tokenizer");
        Path file = directory.resolve("tokenizer.json");
        try {
            JSON.writeValue(file.toFile(), root);
            return Tokenizer.load(directory);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
    }
}
