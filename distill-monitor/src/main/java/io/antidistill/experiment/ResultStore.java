package io.antidistill.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows as they are finished, one JSON line each, so that an interrupted experiment goes on where it was. The first line
 * says which experiment they belong to. One thread at a time.
 */
final class ResultStore<R extends ResultRow> {
    private static final String FILE = "rows.jsonl";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Class<R> kind;
    private final List<R> rows = new ArrayList<>();

    private ResultStore(Path file, Class<R> kind) {
        this.file = file;
        this.kind = kind;
    }

    /**
     * Opens the rows of a directory, or starts them.
     *
     * @param identity what makes rows comparable
     * @throws IllegalArgumentException if the directory holds another experiment's rows
     */
    static <R extends ResultRow> ResultStore<R> open(Path directory, JsonNode identity, Class<R> kind) {
        ResultStore<R> store = new ResultStore<>(directory.resolve(FILE), kind);
        try {
            Files.createDirectories(directory);
            if (Files.exists(store.file)) {
                store.load(directory, identity);
            } else {
                store.append(identity);
            }
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot use " + directory + ": " + e.getMessage() + "; name a directory that can be written", e);
        }
    }

    private void load(Path directory, JsonNode identity) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !JSON.readTree(lines.get(0)).equals(JSON.readTree(identity.toString()))) {
            throw new IllegalArgumentException(
                    directory
                            + " holds the results of another experiment, other settings or other models: name another directory, or delete that one");
        }
        for (String line : lines.subList(1, lines.size())) {
            try {
                rows.add(JSON.readValue(line, kind));
            } catch (JsonProcessingException e) {
                // A line that was cut off when the process ended: its arm is run again. Start the file afresh without
                // it.
                rewrite(identity);
                return;
            }
        }
    }

    private void rewrite(JsonNode identity) throws IOException {
        Files.delete(file);
        append(identity);
        for (R row : rows) {
            append(row);
        }
    }

    Optional<R> find(String arm, int seed) {
        return rows.stream()
                .filter(row -> row.arm().equals(arm) && row.seed() == seed)
                .findFirst();
    }

    void add(R row) {
        try {
            append(row);
            rows.add(row);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private void append(Object value) throws IOException {
        Files.writeString(
                file, JSON.writeValueAsString(value) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
