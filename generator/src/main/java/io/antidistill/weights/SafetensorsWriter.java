package io.antidistill.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/** Writes safetensors files of float32 tensors. The file appears whole or not at all; the same content gives the same bytes. */
public final class SafetensorsWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SafetensorsWriter() {}

    /**
     * Tensors are written in the order of their names.
     *
     * @throws ModelFormatException if the file cannot be written
     */
    public static void write(Path file, Map<String, NDArray> tensors, Map<String, String> metadata) {
        Map<String, NDArray> sorted = new TreeMap<>(tensors);
        byte[] header = header(sorted, metadata);
        Path directory = file.toAbsolutePath().getParent();
        try {
            Files.createDirectories(directory);
            Path unfinished = directory.resolve(
                    "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
            try {
                writeAll(unfinished, header, sorted);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            throw new ModelFormatException(
                    "cannot write " + file + ": " + e.getMessage() + "; check that the directory can be written", e);
        }
    }

    private static byte[] header(Map<String, NDArray> tensors, Map<String, String> metadata) {
        ObjectNode json = JSON.createObjectNode();
        ObjectNode notes = json.putObject("__metadata__");
        new TreeMap<>(metadata).forEach(notes::put);
        long offset = 0;
        for (Map.Entry<String, NDArray> tensor : tensors.entrySet()) {
            if (tensor.getValue().getDataType() != DataType.FLOAT32) {
                throw new IllegalArgumentException(
                        "invalid value " + tensor.getValue().getDataType() + " for the type of " + tensor.getKey()
                                + ": only float32 is written");
            }
            ObjectNode entry = json.putObject(tensor.getKey());
            entry.put("dtype", "F32");
            ArrayNode shape = entry.putArray("shape");
            for (long size : tensor.getValue().getShape().getShape()) {
                shape.add(size);
            }
            long end = offset + 4 * tensor.getValue().size();
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        try {
            byte[] text = JSON.writeValueAsBytes(json);
            // Padded with blanks, so that the numbers are aligned for whoever maps the file
            return (new String(text, StandardCharsets.UTF_8) + " ".repeat(Math.floorMod(-text.length, 8)))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a header of text and numbers is always valid JSON", e);
        }
    }

    private static void writeAll(Path file, byte[] header, Map<String, NDArray> tensors) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            write(channel, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length));
            write(channel, ByteBuffer.wrap(header));
            for (NDArray tensor : tensors.values()) {
                write(channel, tensor.toByteBuffer());
            }
            channel.force(true);
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
