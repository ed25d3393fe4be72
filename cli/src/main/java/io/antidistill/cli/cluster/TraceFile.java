package io.antidistill.cli.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antidistill.cli.console.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        List<Line> traces = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                traces.add(parse(lines.get(i), file + ", line " + (i + 1)));
            }
        }
        if (traces.isEmpty()) {
            throw new CommandFailure(
                    "%s holds no traces. Make some with antidistill generate --sampler plain.".formatted(file));
        }
        return traces;
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
