package io.antidistill.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A safetensors file whose header has been checked: every tensor's bytes lie inside the file, fit its shape and overlap with no other's.
 * Immutable; holds no open file.
 */
public final class SafetensorsFile {
    /** The limit of the reference implementation; real headers have a few hundred kilobytes at most. */
    private static final long LONGEST_HEADER = 100_000_000;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path path;
    private final Map<String, TensorEntry> tensors;
    private final Map<String, String> metadata;

    private SafetensorsFile(Path path, Map<String, TensorEntry> tensors, Map<String, String> metadata) {
        this.path = path;
        this.tensors = Collections.unmodifiableMap(tensors);
        this.metadata = Collections.unmodifiableMap(metadata);
    }

    /** @throws ModelFormatException if the file is missing, truncated or contradicts itself */
    public static SafetensorsFile open(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new ModelFormatException(path + " does not exist; give the path of a safetensors file");
        }
        try (FileChannel channel = FileChannel.open(path)) {
            long size = channel.size();
            long headerLength = size < 8 ? -1 : read(channel, 0, 8).getLong();
            if (headerLength < 2 || headerLength > Math.min(LONGEST_HEADER, size - 8)) {
                throw damaged(
                        path,
                        size < 8
                                ? "it has only " + size + " bytes"
                                : "its header length " + Long.toUnsignedString(headerLength) + " does not fit its "
                                        + size + " bytes");
            }
            JsonNode header = parse(path, read(channel, 8, (int) headerLength));
            Map<String, TensorEntry> tensors = new TreeMap<>();
            Map<String, String> metadata = new TreeMap<>();
            for (Map.Entry<String, JsonNode> field : header.properties()) {
                if (field.getKey().equals("__metadata__")) {
                    readMetadata(path, field.getValue(), metadata);
                } else {
                    tensors.put(field.getKey(), entry(path, field.getKey(), field.getValue(), 8 + headerLength));
                }
            }
            checkLayout(path, tensors, 8 + headerLength, size);
            return new SafetensorsFile(path, tensors, metadata);
        } catch (IOException e) {
            throw new ModelFormatException("cannot read " + path + ": " + e.getMessage() + "; check the file", e);
        }
    }

    public Path path() {
        return path;
    }

    public Set<String> names() {
        return tensors.keySet();
    }

    public Map<String, String> metadata() {
        return metadata;
    }

    /** @throws ModelFormatException if there is no tensor of this name */
    public TensorEntry entry(String name) {
        return Optional.ofNullable(tensors.get(name))
                .orElseThrow(() -> new ModelFormatException(path + " lacks the tensor " + name
                        + "; give the weights that belong to this model's config.json"));
    }

    public List<Long> shape(String name) {
        return entry(name).shape();
    }

    public String dtype(String name) {
        return entry(name).dtype();
    }

    /** The tensor's bytes, little-endian, for tensors below 2 GiB. */
    public ByteBuffer bytes(String name) {
        TensorEntry entry = entry(name);
        try (FileChannel channel = FileChannel.open(path)) {
            return read(channel, entry.first(), Math.toIntExact(entry.last() - entry.first()));
        } catch (IOException e) {
            throw new ModelFormatException("cannot read " + path + ": " + e.getMessage() + "; check the file", e);
        }
    }

    private static ByteBuffer read(FileChannel channel, long position, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("the file ended while it was read");
            }
        }
        return buffer.flip();
    }

    private static JsonNode parse(Path path, ByteBuffer header) throws IOException {
        try {
            JsonNode json = JSON.readTree(header.array());
            if (json == null || !json.isObject()) {
                throw damaged(path, "its header is not a JSON object");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(
                    path + " is not a sound safetensors file: its header is not valid JSON; fetch it again", e);
        }
    }

    private static void readMetadata(Path path, JsonNode json, Map<String, String> metadata) {
        for (Map.Entry<String, JsonNode> item : json.properties()) {
            if (!item.getValue().isTextual()) {
                throw damaged(path, "its metadata " + item.getKey() + " is not text");
            }
            metadata.put(item.getKey(), item.getValue().asText());
        }
    }

    private static TensorEntry entry(Path path, String name, JsonNode json, long dataStart) {
        JsonNode offsets = json.path("data_offsets");
        if (!json.path("dtype").isTextual()
                || !json.path("shape").isArray()
                || !offsets.isArray()
                || offsets.size() != 2) {
            throw damaged(path, "tensor " + name + " lacks dtype, shape or data_offsets");
        }
        List<Long> shape = new ArrayList<>();
        for (JsonNode size : json.get("shape")) {
            shape.add(whole(path, name, size));
        }
        long first = whole(path, name, offsets.get(0));
        long last = whole(path, name, offsets.get(1));
        TensorEntry entry;
        try {
            entry = new TensorEntry(
                    json.get("dtype").asText(), shape, Math.addExact(dataStart, first), Math.addExact(dataStart, last));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ModelFormatException(
                    path + " is not a sound safetensors file: tensor " + name + ": " + e.getMessage()
                            + "; fetch it again",
                    e);
        }
        return entry;
    }

    private static long whole(Path path, String name, JsonNode number) {
        if (!number.isIntegralNumber() || !number.canConvertToLong() || number.asLong() < 0) {
            throw damaged(path, "tensor " + name + " has " + number + " where a count belongs");
        }
        return number.asLong();
    }

    /** Tensors follow one another without gap or overlap from the header's end to the file's. */
    private static void checkLayout(Path path, Map<String, TensorEntry> tensors, long dataStart, long size) {
        List<Map.Entry<String, TensorEntry>> ordered = new ArrayList<>(tensors.entrySet());
        ordered.sort(Comparator.comparingLong(
                        (Map.Entry<String, TensorEntry> t) -> t.getValue().first())
                .thenComparingLong(t -> t.getValue().last()));
        long end = dataStart;
        for (Map.Entry<String, TensorEntry> tensor : ordered) {
            TensorEntry entry = tensor.getValue();
            if (entry.last() > size) {
                throw damaged(path, "tensor " + tensor.getKey() + " ends at byte " + entry.last() + " of " + size);
            }
            if (entry.first() != end) {
                throw damaged(
                        path,
                        "tensor " + tensor.getKey()
                                + (entry.first() < end ? " overlaps with another" : " follows a gap"));
            }
            end = entry.last();
        }
        if (end != size) {
            throw damaged(path, (size - end) + " bytes follow the last tensor");
        }
    }

    private static ModelFormatException damaged(Path path, String problem) {
        return new ModelFormatException(path + " is not a sound safetensors file: " + problem + "; fetch it again");
    }
}
