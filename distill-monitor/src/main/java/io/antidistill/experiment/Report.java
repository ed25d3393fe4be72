package io.antidistill.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files that an experiment leaves in its directory. */
record Report(Path directory) {
    private static final ObjectMapper JSON = new ObjectMapper();

    void write(String name, String content) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Rows with what they rest on. */
    static ObjectNode json(Object config, ObjectNode identity, List<? extends ResultRow> rows) {
        ObjectNode json = JSON.createObjectNode();
        json.set("configuration", tree(config));
        json.set("comparable", identity);
        json.set("rows", tree(rows));
        return json;
    }

    static JsonNode tree(Object value) {
        return JSON.valueToTree(value);
    }
}
