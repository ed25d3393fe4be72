package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person can get wrong before anything runs: each mistake gives one line that names the thing and the remedy. */
class BadInputTest {
    @TempDir
    private Path directory;

    private Path teacher;
    private Path proxy;
    private Path poison;

    @BeforeEach
    void copyModels() throws IOException {
        teacher = copy("teacher");
        proxy = copy("proxy");
        poison = Files.copy(
                Repository.tinyModels().resolve("poison.safetensors"), directory.resolve("poison.safetensors"));
    }

    @Test
    void missingModelFile() throws IOException {
        Files.delete(teacher.resolve("model.safetensors"));
        assertRefused("model.safetensors");
    }

    @Test
    void truncatedModelFile() throws IOException {
        Path weights = teacher.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        Files.write(weights, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertRefused("model.safetensors");
    }

    @Test
    void absurdHeaderLength() throws IOException {
        Files.write(
                proxy.resolve("model.safetensors"),
                ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(Long.MIN_VALUE)
                        .putLong(0)
                        .array());
        assertRefused("model.safetensors");
    }

    @Test
    void overlappingTensors() throws IOException {
        byte[] header = ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}")
                .getBytes(StandardCharsets.UTF_8);
        Files.write(
                poison,
                ByteBuffer.allocate(8 + header.length + 12)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .put(header)
                        .array());
        assertRefused("poison.safetensors");
    }

    @Test
    void corruptConfiguration() throws IOException {
        Files.writeString(teacher.resolve("config.json"), "{");
        assertRefused("config.json");
    }

    @Test
    void poisonDirectionOfAnotherProxy() {
        assertRefused(
                List.of("--teacher", teacher.toString(), "--proxy", teacher.toString(), "--poison", poison.toString()),
                "poison.safetensors");
    }

    @Test
    void proxyWithAnotherVocabulary() throws IOException {
        Path tokenizer = proxy.resolve("tokenizer.json");
        String text = Files.readString(tokenizer);
        assertThat(text).contains("apples");
        Files.writeString(tokenizer, text.replace("apples", "apqles"));
        assertRefused("vocabular");
    }

    @Test
    void teacherWithoutItsProxy() {
        Outcome outcome = up(List.of("--teacher", teacher.toString()));
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("belong together").hasLineCount(1);
    }

    @Test
    void takenPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused(List.of("--broker-port", "" + taken.getLocalPort()), "" + taken.getLocalPort());
        }
    }

    @Test
    void dataDirectoryThatIsAFile() throws IOException {
        Files.writeString(directory.resolve("data"), "");
        assertRefused(List.of(), "data");
    }

    @Test
    void dataDirectoryBelowAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        Outcome outcome =
                Outcome.of(List.of("up", "--data-dir", file.resolve("data").toString()));
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains(file.toString(), "--data-dir").hasLineCount(1);
    }

    @Test
    void promptFileWithABadLine() throws IOException {
        Path prompts = Files.writeString(directory.resolve("prompts.jsonl"), "{\"prompt\":\"a\"}\n{\"messages\":[]}\n");
        assertRefused(List.of("--prompts", prompts.toString()), "line 2");
    }

    @Test
    void rateOfNothing() {
        Outcome outcome = up(List.of("--rate", "0"));
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("--rate").hasLineCount(1);
    }

    private void assertRefused(String named) {
        assertRefused(
                List.of("--teacher", teacher.toString(), "--proxy", proxy.toString(), "--poison", poison.toString()),
                named);
    }

    private void assertRefused(List<String> options, String named) {
        Outcome outcome = up(options);
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("antidistill: ").contains(named).hasLineCount(1);
        assertThat(outcome.err()).as("a sentence, not a class name").doesNotContain("Exception");
    }

    private Outcome up(List<String> options) {
        List<String> all = new ArrayList<>(
                List.of("up", "--data-dir", directory.resolve("data").toString()));
        all.addAll(options);
        return Outcome.of(all);
    }

    private Path copy(String model) throws IOException {
        Path target = Files.createDirectories(directory.resolve(model));
        try (Stream<Path> files = Files.list(Repository.tinyModels().resolve(model))) {
            files.forEach(file -> {
                try {
                    Files.copy(file, target.resolve(file.getFileName()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return target;
    }
}
