package io.antidistill.cli.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antidistill.cli.console.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Traces as JSON lines with {@code prompt} and {@code text}, as {@code generate} writes them. */
public final class TraceFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TraceFile() {}

    /** What was asked and what was answered. */
    public record Line(String prompt, String text) {}

    /**
     * All traces of a file.
     *
     * @throws CommandFailure naming the line, if one is not a trace
     */
    public static List<Line> read(Path file) throws IOException {
        requireTraces(file);
        try (Stream<Line> traces = stream(file)) {
            return traces.toList();
        }
    }

    /**
     * The traces of a file, one after the other, read as they are asked for: close the stream. It throws {@link CommandFailure} naming the
     * line, if one is not a trace.
     */
    public static Stream<Line> stream(Path file) throws IOException {
        AtomicLong number = new AtomicLong();
        return Files.lines(file)
                .map(line -> line.isBlank() ? blank(number) : parse(line, file + ", line " + number.incrementAndGet()))
                .filter(Objects::nonNull);
    }

    private static Line blank(AtomicLong number) {
        number.incrementAndGet();
        return null;
    }

    /**
     * How many lines of a file are not blank.
     *
     * @throws CommandFailure if there is none
     */
    public static long requireTraces(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            long traces = lines.filter(line -> !line.isBlank()).count();
            if (traces == 0) {
                throw new CommandFailure(
                        "%s holds no traces. Make some with antidistill generate --sampler plain.".formatted(file));
            }
            return traces;
        }
    }

    private static Line parse(String line, String place) {
        try {
            JsonNode json = JSON.readTree(line);
            if (json.path("prompt").isTextual() && json.path("text").isTextual()) {
                return new Line(json.get("prompt").textValue(), json.get("text").textValue());
            }
        } catch (JsonProcessingException e) {
            throw new CommandFailure(
                    "%s is not JSON: %s. Write one JSON object per line.".formatted(place, e.getOriginalMessage()), e);
        }
        throw new CommandFailure(
                "%s has no prompt and text. Write {\"prompt\": \"...\", \"text\": \"...\"}.".formatted(place));
    }
}
