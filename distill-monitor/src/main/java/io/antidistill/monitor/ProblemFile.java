package io.antidistill.monitor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antidistill.task.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads graded problems from JSON lines: {@code {"question": "…", "answer": "…"}}. */
final class ProblemFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ProblemFile() {}

    /** @throws IllegalArgumentException naming the file and line that cannot be used */
    static List<Problem> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "cannot read the problems in " + file + ": " + e + "; name a file of JSON lines in UTF-8", e);
        }
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                problems.add(problem(file, i + 1, lines.get(i)));
            }
        }
        return problems;
    }

    private static Problem problem(Path file, int line, String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return new Problem(
                    node.path("question").asText(), node.path("answer").asText(), 0);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    file + ", line " + line + ": expected {\"question\": \"…\", \"answer\": \"…\"}", e);
        }
    }
}
