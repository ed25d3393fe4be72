package io.antidistill.streams.extraction;

import java.util.List;

/**
 * Keyed 64-bit hashes of words. Keyed, because whoever can compute them can choose prompts that a sketch does not see.
 * Immutable and thread-safe.
 */
final class Hashes {
    private final long key;

    Hashes(long key) {
        this.key = mix(key);
    }

    long of(String word) {
        long hash = key;
        for (int i = 0; i < word.length(); i++) {
            hash = (hash ^ word.charAt(i)) * 0x100000001B3L;
        }
        return mix(hash);
    }

    /** The order of the words counts. */
    long of(List<String> words) {
        long hash = key;
        for (String word : words) {
            hash = mix(hash * 31 + of(word));
        }
        return hash;
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014): every bit of the input reaches every bit. */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
