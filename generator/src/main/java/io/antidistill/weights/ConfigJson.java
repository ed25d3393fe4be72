package io.antidistill.weights;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JSON object of settings. Each value is read with its type; what is missing or of another type is refused with file and field. */
final class ConfigJson {
    /** Real ones have a few kilobytes. */
    private static final long LONGEST_FILE = 10_000_000;

    private static final int LONGEST_SHOWN = 80;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path file;
    private final String prefix;
    private final JsonNode json;

    private ConfigJson(Path file, String prefix, JsonNode json) {
        this.file = file;
        this.prefix = prefix;
        this.json = json;
    }

    static ConfigJson read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelFormatException(
                    file + " does not exist; give a Hugging Face model directory with config.json and its weights");
        }
        try {
            if (Files.size(file) > LONGEST_FILE) {
                throw new ModelFormatException(
                        file + " has " + Files.size(file) + " bytes, too many for a config; fetch it again");
            }
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            if (!json.isObject()) {
                throw new ModelFormatException(file + " is not a JSON object; fetch it again");
            }
            return new ConfigJson(file, "", json);
        } catch (IOException e) {
            throw new ModelFormatException(file + " is not valid JSON; fetch it again", e);
        }
    }

    /** Whether the field is there and not null. */
    boolean has(String field) {
        return json.hasNonNull(field);
    }

    /** Whether the field is there at all. */
    boolean mentions(String field) {
        return json.has(field);
    }

    /** False where there is none. */
    boolean flag(String field) {
        if (!has(field)) {
            return false;
        }
        if (!json.get(field).isBoolean()) {
            throw wrong(field, "not true or false");
        }
        return json.get(field).asBoolean();
    }

    int integer(String field) {
        JsonNode value = required(field);
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw wrong(field, "not a whole number of at most " + Integer.MAX_VALUE);
        }
        return value.asInt();
    }

    double number(String field) {
        JsonNode value = required(field);
        if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
            throw wrong(field, value.isNumber() ? "not a finite number" : "not a number");
        }
        return value.asDouble();
    }

    String text(String field) {
        JsonNode value = required(field);
        if (!value.isTextual()) {
            throw wrong(field, "not a text");
        }
        return oneLine(value.asText());
    }

    /** Empty where there are none. */
    List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        if (has(field)) {
            if (!json.get(field).isArray()) {
                throw wrong(field, "not a list");
            }
            for (JsonNode item : json.get(field)) {
                if (!item.isTextual()) {
                    throw wrong(field, "not a list of texts");
                }
                texts.add(oneLine(item.asText()));
            }
        }
        return texts;
    }

    /** A whole number or a list of them; empty where there are none. */
    List<Integer> integers(String field) {
        List<Integer> integers = new ArrayList<>();
        if (has(field)) {
            JsonNode value = json.get(field);
            for (JsonNode item : value.isArray() ? value : List.of(value)) {
                if (!item.canConvertToInt() || !item.isIntegralNumber()) {
                    throw wrong(field, "not a whole number or a list of them");
                }
                integers.add(item.asInt());
            }
        }
        return integers;
    }

    /** Empty where there is none. */
    ConfigJson object(String field) {
        if (has(field) && !json.get(field).isObject()) {
            throw wrong(field, "not an object");
        }
        JsonNode value = has(field) ? json.get(field) : MissingNode.getInstance();
        return new ConfigJson(file, prefix + field + ".", value);
    }

    /** Whether one of the fields is an object itself. */
    boolean isNested() {
        for (JsonNode value : json) {
            if (value.isObject()) {
                return true;
            }
        }
        return false;
    }

    private JsonNode required(String field) {
        if (!has(field)) {
            throw missing(field);
        }
        return json.get(field);
    }

    ModelFormatException missing(String field) {
        return new ModelFormatException(
                file + " lacks " + prefix + field + "; give a complete Hugging Face " + file.getFileName());
    }

    ModelFormatException wrong(String field, String problem) {
        return new ModelFormatException(file + ": " + prefix + field + " is "
                + oneLine(json.get(field).toString()) + ", " + problem + "; correct the file");
    }

    /** A value that contradicts another, as validation words it. */
    ModelFormatException invalid(IllegalArgumentException problem) {
        return new ModelFormatException(file + ": " + problem.getMessage() + "; correct the file", problem);
    }

    ModelFormatException unsupported(String what) {
        return new ModelFormatException(
                file + " asks for " + prefix + what + ", which is not supported; use another model");
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\p{Cntrl}|\\R", " ");
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
    }
}
