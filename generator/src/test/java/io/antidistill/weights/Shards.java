package io.antidistill.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Splits a model's weights over several files with an index, as Hugging Face's save_pretrained does. */
public final class Shards {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Shards() {}

    /** Tensors go round the files; bytes are copied as they are. Also copies config.json. */
    public static void split(Path model, int count, Path target) throws IOException {
        SafetensorsFile whole = SafetensorsFile.open(model.resolve("model.safetensors"));
        List<List<String>> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(new ArrayList<>());
        }
        int next = 0;
        for (String tensor : whole.names()) {
            parts.get(next++ % count).add(tensor);
        }
        Map<String, String> shardOf = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String shard = name(i, count);
            parts.get(i).forEach(tensor -> shardOf.put(tensor, shard));
            write(target.resolve(shard), whole, parts.get(i));
        }
        writeIndex(target, shardOf);
        Files.copy(model.resolve("config.json"), target.resolve("config.json"));
    }

    static String name(int shard, int count) {
        return "model-%05d-of-%05d.safetensors".formatted(shard + 1, count);
    }

    static void writeIndex(Path directory, Map<String, String> shardOf) throws IOException {
        ObjectNode index = JSON.createObjectNode();
        index.putObject("metadata").put("total_size", 1);
        index.set("weight_map", JSON.valueToTree(shardOf));
        JSON.writeValue(directory.resolve("model.safetensors.index.json").toFile(), index);
    }

    /** A file of some of another file's tensors. */
    static void write(Path target, SafetensorsFile source, List<String> tensors) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        long end = 0;
        for (String tensor : tensors) {
            TensorEntry entry = source.entry(tensor);
            long first = end;
            end += entry.last() - entry.first();
            ObjectNode json = header.putObject(tensor);
            json.put("dtype", entry.dtype());
            json.set("shape", JSON.valueToTree(entry.shape()));
            json.putArray("data_offsets").add(first).add(end);
        }
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = Files.newOutputStream(target)) {
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(text.length)
                    .array());
            out.write(text);
            for (String tensor : tensors) {
                out.write(source.bytes(tensor).array());
            }
        }
    }
}
