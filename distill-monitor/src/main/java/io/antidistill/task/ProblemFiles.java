package io.antidistill.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads graded problems as the authors of data sets publish them: JSON lines, JSON, CSV, or Parquet. What a line is, is told by its fields (see
 * {@link ProblemFormat}). A directory stands for all such files below it, by name. Pure but for reading.
 */
public final class ProblemFiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ENDINGS = Set.of("jsonl", "json", "csv", "parquet");

    private ProblemFiles() {}

    /**
     * The problems of a file or directory, in their order.
     *
     * @throws IOException if it cannot be read, has no problems, or a line is none; the message names file, line and what was expected
     */
    public static List<Problem> read(Path file) throws IOException {
        List<Problem> problems = new ArrayList<>();
        for (Path part : Files.isDirectory(file) ? below(file) : List.of(file)) {
            problems.addAll(ofFile(part));
        }
        if (problems.isEmpty()) {
            throw new IOException(file + " is empty; give at least " + ProblemFormat.EXPECTED);
        }
        return problems;
    }

    private static List<Path> below(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> Files.isRegularFile(file) && ENDINGS.contains(ending(file)))
                    .sorted()
                    .toList();
        }
    }

    private static List<Problem> ofFile(Path file) throws IOException {
        try {
            return switch (ending(file)) {
                case "json" -> ofJson(file);
                case "csv" -> CsvProblems.read(file);
                case "parquet" -> ParquetProblems.read(file);
                default -> ofLines(file);
            };
        } catch (NoSuchFileException e) {
            throw new IOException("cannot read the problems in " + file + ": there is no such file", e);
        } catch (CharacterCodingException e) {
            throw new IOException("cannot read the problems in " + file + ": it is not UTF-8; convert it", e);
        }
    }

    private static List<Problem> ofLines(Path file) throws IOException {
        List<Problem> problems = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                try {
                    problems.add(ProblemFormat.problem(JSON.readTree(lines.get(i))));
                } catch (JsonProcessingException e) {
                    throw refused(file, "line " + (i + 1), "not JSON", e);
                } catch (IllegalArgumentException e) {
                    throw refused(file, "line " + (i + 1), e.getMessage(), e);
                }
            }
        }
        return problems;
    }

    /** One object, several after each other, or an array of them. */
    private static List<Problem> ofJson(Path file) throws IOException {
        List<Problem> problems = new ArrayList<>();
        try (MappingIterator<JsonNode> objects = JSON.readerFor(JsonNode.class).readValues(file.toFile())) {
            while (objects.hasNextValue()) {
                int line = objects.getCurrentLocation().getLineNr();
                try {
                    problems.add(ProblemFormat.problem(objects.nextValue()));
                } catch (IllegalArgumentException e) {
                    throw refused(file, "line " + line, e.getMessage(), e);
                }
            }
        } catch (JsonProcessingException e) {
            throw refused(file, "line " + e.getLocation().getLineNr(), "not JSON", e);
        }
        return problems;
    }

    static IOException refused(Path file, String place, String reason, Exception cause) {
        return new IOException(
                file + ", " + place + ": not a problem: " + reason + "; correct or remove it, expected is "
                        + ProblemFormat.EXPECTED,
                cause);
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
