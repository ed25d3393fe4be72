package io.antidistill.weights;

import java.util.List;
import java.util.Map;

/**
 * One tensor of a safetensors file.
 *
 * @param dtype safetensors' name of the number type, such as F32
 * @param first the file's byte at which it begins
 * @param last the byte after its end
 */
public record TensorEntry(String dtype, List<Long> shape, long first, long last) {
    private static final Map<String, Integer> BYTES = Map.ofEntries(
            Map.entry("F64", 8),
            Map.entry("F32", 4),
            Map.entry("F16", 2),
            Map.entry("BF16", 2),
            Map.entry("F8_E4M3", 1),
            Map.entry("F8_E5M2", 1),
            Map.entry("I64", 8),
            Map.entry("I32", 4),
            Map.entry("I16", 2),
            Map.entry("I8", 1),
            Map.entry("U64", 8),
            Map.entry("U32", 4),
            Map.entry("U16", 2),
            Map.entry("U8", 1),
            Map.entry("BOOL", 1));

    public TensorEntry {
        shape = List.copyOf(shape);
        Integer bytes = BYTES.get(dtype);
        if (bytes == null) {
            throw new IllegalArgumentException("invalid value " + dtype + " for dtype: unknown");
        }
        long expected = bytes;
        for (long size : shape) {
            expected = Math.multiplyExact(expected, size);
        }
        if (last - first != expected) {
            throw new IllegalArgumentException("invalid value " + (last - first) + " for its number of bytes: " + dtype
                    + " of shape " + shape + " has " + expected);
        }
    }
}
