package io.antidistill.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * In which file each tensor of a model directory lies: all in model.safetensors, or spread over several files by
 * model.safetensors.index.json. Index and files have been checked against each other. Immutable; holds no open file.
 */
public final class WeightIndex {
    private static final String ONE_FILE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    /** Real ones have a few hundred kilobytes. */
    private static final long LONGEST_INDEX = 100_000_000;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path path;
    private final Map<String, SafetensorsFile> files;

    private WeightIndex(Path path, Map<String, SafetensorsFile> files) {
        this.path = path;
        this.files = Collections.unmodifiableMap(files);
    }

    /** @throws ModelFormatException if a file is missing or damaged, or index and files contradict each other */
    public static WeightIndex open(Path modelDirectory) {
        Path one = modelDirectory.resolve(ONE_FILE);
        Path index = modelDirectory.resolve(INDEX);
        return Files.exists(one) || !Files.exists(index) ? ofOneFile(one) : ofShards(index);
    }

    private static WeightIndex ofOneFile(Path path) {
        SafetensorsFile file = SafetensorsFile.open(path);
        Map<String, SafetensorsFile> files = new TreeMap<>();
        file.names().forEach(name -> files.put(name, file));
        return new WeightIndex(path, files);
    }

    private static WeightIndex ofShards(Path index) {
        Map<String, String> shardOf = read(index);
        Map<String, SafetensorsFile> shards = new TreeMap<>();
        for (String shard : shardOf.values()) {
            shards.computeIfAbsent(shard, name -> openShard(index, name));
        }
        Map<String, String> found = new TreeMap<>();
        shards.forEach((shard, file) -> file.names().forEach(tensor -> {
            String other = found.put(tensor, shard);
            if (other != null) {
                throw contradicted(index, "tensor " + tensor + " is in both " + other + " and " + shard);
            }
        }));
        Map<String, SafetensorsFile> files = new TreeMap<>();
        shardOf.forEach((tensor, shard) -> {
            String actual = found.remove(tensor);
            if (!shard.equals(actual)) {
                throw contradicted(
                        index,
                        shard + " lacks the tensor " + tensor
                                + (actual == null ? "" : ", which is in " + actual + ": files were swapped"));
            }
            files.put(tensor, shards.get(shard));
        });
        found.forEach((tensor, shard) -> {
            throw contradicted(index, "tensor " + tensor + " of " + shard + " is not in the index");
        });
        return new WeightIndex(index, files);
    }

    private static SafetensorsFile openShard(Path index, String name) {
        Path shard = index.resolveSibling(name);
        if (!Files.isRegularFile(shard)) {
            throw contradicted(index, name + " is missing");
        }
        return SafetensorsFile.open(shard);
    }

    private static Map<String, String> read(Path index) {
        JsonNode json = parse(index).path("weight_map");
        if (!json.isObject() || json.isEmpty()) {
            throw damaged(index, "it has no weight_map", null);
        }
        Map<String, String> shardOf = new TreeMap<>();
        json.properties().forEach(entry -> {
            String shard = entry.getValue().isTextual() ? entry.getValue().asText() : "";
            if (!isPlainFileName(shard)) {
                throw damaged(
                        index,
                        "tensor " + entry.getKey() + " has " + entry.getValue() + " where the name of a"
                                + " .safetensors file beside the index belongs",
                        null);
            }
            shardOf.put(entry.getKey(), shard);
        });
        return shardOf;
    }

    /** Nothing that could lead out of the directory. */
    private static boolean isPlainFileName(String name) {
        return name.matches("[^/\\\\:\\x00-\\x1f]+\\.safetensors");
    }

    private static JsonNode parse(Path index) {
        try {
            if (Files.size(index) > LONGEST_INDEX) {
                throw damaged(index, "its size of " + Files.size(index) + " bytes is absurd", null);
            }
            return JSON.readTree(Files.readAllBytes(index));
        } catch (JsonProcessingException e) {
            throw damaged(index, "it is not valid JSON", e);
        } catch (IOException e) {
            throw new ModelFormatException("cannot read " + index + ": " + e.getMessage() + "; check the file", e);
        }
    }

    /** The file to name in messages about all weights: model.safetensors or the index. */
    public Path path() {
        return path;
    }

    /** Every tensor's name. */
    public Set<String> names() {
        return files.keySet();
    }

    /**
     * The file that holds a tensor.
     *
     * @throws ModelFormatException if there is no tensor of this name
     */
    public SafetensorsFile file(String tensor) {
        SafetensorsFile file = files.get(tensor);
        if (file == null) {
            throw new ModelFormatException(path + " lacks the tensor " + tensor
                    + "; give the weights that belong to this model's config.json");
        }
        return file;
    }

    private static ModelFormatException damaged(Path index, String problem, Throwable cause) {
        return new ModelFormatException(
                index + " is not a sound index of weights: " + problem + "; fetch it again", cause);
    }

    private static ModelFormatException contradicted(Path index, String problem) {
        return new ModelFormatException(
                index + " does not fit the files beside it: " + problem + "; fetch the model again");
    }
}
