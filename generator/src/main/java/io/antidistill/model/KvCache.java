package io.antidistill.model;

import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;

/**
 * The keys and values that a decoder has computed, a row for each sequence and a slot for each position. Belongs to one thread at a time.
 */
public final class KvCache implements AutoCloseable {
    private final TorchRuntime runtime;
    private final IValue cache;
    private final int[] lengths;
    private final int slots;

    KvCache(TorchRuntime runtime, IValue cache, int rows, int slots) {
        this.runtime = runtime;
        this.cache = cache;
        this.lengths = new int[rows];
        this.slots = slots;
    }

    public int rows() {
        return lengths.length;
    }

    public int slots() {
        return slots;
    }

    /** Puts a copy of row {@code from} in the place of row {@code to}, for closing the gap when a sequence leaves. */
    public void moveRow(int from, int to) {
        check(from);
        check(to);
        if (from != to) {
            runtime.run("move_row", cache, from, to, lengths[from]);
            lengths[to] = lengths[from];
        }
    }

    /** Forgets a row. Needed only after numbers that are not finite: others are overwritten before anybody looks at them. */
    public void clearRow(int row) {
        check(row);
        runtime.run("clear_row", cache, row);
        lengths[row] = 0;
    }

    IValue value() {
        return cache;
    }

    /** How many tokens the row has been fed. */
    int length(int row) {
        return lengths[row];
    }

    /** Slots up to this position of the row are filled. */
    void filled(int row, int length) {
        lengths[row] = length;
    }

    private void check(int row) {
        if (row < 0 || row >= lengths.length) {
            throw new IllegalArgumentException(
                    "invalid value " + row + " for a row: the cache has " + lengths.length + " rows");
        }
    }

    @Override
    public String toString() {
        return "KvCache" + Arrays.toString(lengths) + " of " + slots + " slots";
    }

    @Override
    public void close() {
        cache.close();
    }
}
