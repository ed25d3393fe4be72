package io.antidistill.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.weights.SafetensorsFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a float32 model directory as bfloat16, rounded to nearest, ties to even. */
final class HalfWidth {
    private HalfWidth() {}

    /** @param headerPadding an odd number of bytes leaves every tensor unaligned */
    static void write(Golden golden, Path target, int headerPadding) throws IOException {
        Files.copy(
                golden.directory().resolve("config.json"),
                target.resolve("config.json"),
                StandardCopyOption.REPLACE_EXISTING);
        SafetensorsFile file = SafetensorsFile.open(golden.directory().resolve("model.safetensors"));
        ObjectNode header = new ObjectMapper().createObjectNode();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (String name : file.names()) {
            int first = data.size();
            data.write(rounded(file.bytes(name)));
            ObjectNode entry = header.putObject(name).put("dtype", "BF16");
            entry.putPOJO("shape", file.shape(name));
            entry.putArray("data_offsets").add(first).add(data.size());
        }
        String text = header.toString();
        text += " ".repeat((8 - text.length() % 8) % 8 + headerPadding);
        try (OutputStream out = Files.newOutputStream(target.resolve("model.safetensors"))) {
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(text.length())
                    .array());
            out.write(text.getBytes(StandardCharsets.UTF_8));
            data.writeTo(out);
        }
    }

    private static byte[] rounded(ByteBuffer floats) {
        ByteBuffer bytes = ByteBuffer.allocate(floats.remaining() / 2).order(ByteOrder.LITTLE_ENDIAN);
        while (floats.hasRemaining()) {
            int bits = floats.getInt();
            bytes.putShort((short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16));
        }
        return bytes.array();
    }
}
