package io.antidistill.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of named tensors, taken in the order of their names, by their numbers in float32: the same however they are stored. */
final class WeightDigest {
    private final MessageDigest digest;

    WeightDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Begins a tensor; its numbers follow. */
    void begin(String name, Shape shape) {
        digest.update((name + shape).getBytes(StandardCharsets.UTF_8));
    }

    void add(NDArray numbers) {
        digest.update(numbers.toByteBuffer(true)); // a view where there can be one: no copy in the heap
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
