package io.antidistill.model;

import java.util.Map;

/** The type that a model's weights, activations and cache are held in while it computes. Sums are made in float32 in both. */
public enum NumberType {
    /** 24 significant bits. */
    FP32(6, 4),
    /** 8 significant bits in half the memory. */
    BF16(15, 2);

    private static final Map<String, Stored> STORED =
            Map.of("F16", new Stored(5, 2), "F32", new Stored(6, 4), "BF16", new Stored(15, 2));

    private final int torchNumber;
    private final int bytes;

    NumberType(int torchNumber, int bytes) {
        this.torchNumber = torchNumber;
        this.bytes = bytes;
    }

    /** What one number takes. */
    public int bytes() {
        return bytes;
    }

    /** PyTorch's number of the type. */
    int torchNumber() {
        return torchNumber;
    }

    /** A type that files may hold: PyTorch's number of it and its bytes. */
    record Stored(int torchNumber, int width) {}

    /** Null for types that weights cannot have. */
    static Stored storedOrNull(String safetensorsName) {
        return STORED.get(safetensorsName);
    }
}
