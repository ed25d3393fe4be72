package io.antidistill.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antidistill.weights.SafetensorsFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A small model and what Hugging Face computes with it. */
public record Golden(Path directory, SafetensorsFile file) {
    public static final int PROMPT_LENGTH = 9;

    public static Stream<Golden> all() {
        return Stream.of("llama-teacher", "llama3-rope-tied", "qwen2-proxy", "qwen3-headdim")
                .map(Golden::of);
    }

    public static Golden of(String name) {
        try {
            Path directory = Path.of(Golden.class.getResource("/golden/" + name).toURI());
            return new Golden(directory, SafetensorsFile.open(directory.resolve("golden.safetensors")));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public LanguageModel load(TorchRuntime runtime) {
        return LanguageModel.load(runtime, directory);
    }

    public JsonNode notes() throws IOException {
        return new ObjectMapper().readTree(directory.resolve("golden.json").toFile());
    }

    public float[] floats(String name) {
        ByteBuffer bytes = file.bytes(name);
        float[] numbers = new float[bytes.remaining() / 4];
        bytes.asFloatBuffer().get(numbers);
        return numbers;
    }

    /** B, T */
    public int[][] tokens() {
        return rows("input_ids");
    }

    public int[] greedy() {
        return rows("greedy")[0];
    }

    public List<CompletionExample> examples() {
        List<CompletionExample> examples = new ArrayList<>();
        for (int[] row : tokens()) {
            examples.add(new CompletionExample(row, PROMPT_LENGTH));
        }
        return examples;
    }

    public int completionTokens() {
        return examples().stream().mapToInt(CompletionExample::completionTokens).sum();
    }

    private int[][] rows(String name) {
        ByteBuffer bytes = file.bytes(name);
        long[] numbers = new long[bytes.remaining() / 8];
        bytes.asLongBuffer().get(numbers);
        int[] ids = Arrays.stream(numbers).mapToInt(Math::toIntExact).toArray();
        int rows = file.shape(name).get(0).intValue();
        int[][] result = new int[rows][];
        for (int b = 0; b < rows; b++) {
            result[b] = Arrays.copyOfRange(ids, b * (ids.length / rows), (b + 1) * (ids.length / rows));
        }
        return result;
    }

    @Override
    public String toString() {
        return directory.getFileName().toString();
    }
}
