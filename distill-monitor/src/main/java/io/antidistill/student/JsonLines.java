package io.antidistill.student;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antidistill.task.Problem;
import io.antidistill.task.ProblemFiles;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files of JSON lines: traces ({@code prompt}, {@code text}) and graded problems ({@code question}, {@code answer}). */
public final class JsonLines {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonLines() {}

    /** One line of a file as an object. */
    @FunctionalInterface
    private interface LineReader<T> {
        T read(String line) throws JsonProcessingException;
    }

    /**
     * Reads traces.
     *
     * @throws IOException if the file cannot be read or a line is not a trace; the message names file and line
     */
    public static List<Trace> readTraces(Path file) throws IOException {
        return read(file, "a trace {\"prompt\": …, \"text\": …}", line -> JSON.readValue(line, Trace.class));
    }

    /**
     * Reads problems in any form that {@link ProblemFiles} knows.
     *
     * @throws IOException if the file cannot be read or a line is not a problem; the message names file and line
     */
    public static List<Problem> readProblems(Path file) throws IOException {
        return ProblemFiles.read(file);
    }

    /** Writes one line for each object. */
    public static void write(Path file, List<?> objects) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (Object object : objects) {
                out.write(JSON.writeValueAsString(object));
                out.newLine();
            }
        }
    }

    private static <T> List<T> read(Path file, String expected, LineReader<T> reader) throws IOException {
        List<T> objects = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                try {
                    objects.add(reader.read(lines.get(i)));
                } catch (JsonProcessingException | IllegalArgumentException e) {
                    throw new IOException(
                            file + ", line " + (i + 1) + ": not " + expected + "; correct or remove it", e);
                }
            }
        }
        if (objects.isEmpty()) {
            throw new IOException(file + " is empty; give at least one line with " + expected);
        }
        return objects;
    }
}
