package io.antidistill.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.model.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Damaged model files are read or refused with the one exception, in one line. A few hundred inputs each; {@code mvn verify -Pfuzz} runs
 * about a million each.
 */
class ModelFilesFuzzTest {
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "null",
            "true",
            "-1",
            "0",
            "1e999",
            "9223372036854775807",
            "99999999999999999999",
            "\\u0000",
            "\n",
            "a",
            "..",
            "/",
            "llama3",
            "data_offsets",
            "shape",
            "weight_map",
            "rope_scaling",
            "\u00ff");

    private static Path directory;
    private static String config;

    @BeforeContainer
    static void make() throws IOException {
        directory = Files.createTempDirectory("fuzz");
        config = Files.readString(Golden.of("llama3-rope-tied").directory().resolve("config.json"));
    }

    @AfterContainer
    static void remove() throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    @Property
    void configs(@ForAll long seed) throws IOException {
        Files.write(directory.resolve("config.json"), damaged(config, seed));
        survives(() -> ModelConfig.read(directory).parameterShapes());
    }

    @Property
    void indexes(@ForAll long seed) throws IOException {
        String index =
                "{\"metadata\":{\"total_size\":8},\"weight_map\":{\"a\":\"x.safetensors\",\"b\":\"x.safetensors\"}}";
        Files.write(directory.resolve("model.safetensors.index.json"), damaged(index, seed));
        survives(() -> WeightIndex.open(directory));
    }

    /** The header's length is right, wrong or absurd. */
    @Property
    void headers(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] header = damaged(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},\"b\":{\"dtype\":\"I8\",\"shape\":[],\"data_offsets\":[24,25]}}",
                seed);
        long length =
                random.nextInt(4) > 0 ? header.length : random.nextBoolean() ? random.nextLong() : random.nextInt(200);
        Path file = directory.resolve("header.safetensors");
        Files.write(
                file,
                ByteBuffer.allocate(8 + header.length + 25)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(length)
                        .put(header)
                        .array());
        survives(() -> {
            SafetensorsFile read = SafetensorsFile.open(file);
            read.names()
                    .forEach(name -> assertThat(read.bytes(name).remaining()).isLessThanOrEqualTo(25));
        });
    }

    private static void survives(Runnable reading) {
        try {
            reading.run();
        } catch (ModelFormatException e) {
            assertThat(e.getMessage()).doesNotContain("\n").contains(directory.toString());
        }
    }

    /** Up to eight pieces put in, cut out, or bytes changed. */
    private static byte[] damaged(String sound, long seed) {
        Random random = new Random(seed);
        byte[] bytes = sound.getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(9); i > 0 && bytes.length > 0; i--) {
            int from = random.nextInt(bytes.length);
            int to = Math.min(bytes.length, from + random.nextInt(12));
            byte[] piece = random.nextInt(3) == 0
                    ? new byte[] {(byte) random.nextInt(256)}
                    : PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
            byte[] next = Arrays.copyOf(bytes, from + piece.length + bytes.length - to);
            System.arraycopy(piece, 0, next, from, piece.length);
            System.arraycopy(bytes, to, next, from + piece.length, bytes.length - to);
            bytes = next;
        }
        return bytes;
    }
}
