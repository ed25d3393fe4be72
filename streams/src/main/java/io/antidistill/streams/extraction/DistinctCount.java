package io.antidistill.streams.extraction;

import java.util.Arrays;

/**
 * About how many different numbers were added, from the smallest of them alone (a k-minimum-values sketch; Bar-Yossef et
 * al., 2002). The numbers must be hashes. Exact up to {@link #CAPACITY}, beyond that with a relative error of about 9 %
 * (one over the root of the capacity). The order of additions does not matter, and adding again changes nothing.
 *
 * <p>Immutable and thread-safe; at most a kilobyte.
 */
public final class DistinctCount {
    /** Most numbers kept. */
    public static final int CAPACITY = 128;

    /** Nothing added. */
    public static final DistinctCount NONE = new DistinctCount(new long[0]);

    /** Ascending, read as unsigned. */
    private final long[] smallest;

    private DistinctCount(long[] smallest) {
        this.smallest = smallest;
    }

    /** What {@link #kept()} gave. */
    public static DistinctCount ofKept(long[] kept) {
        return NONE.plus(kept);
    }

    /** With those numbers added. */
    public DistinctCount plus(long... hashes) {
        long[] all = Arrays.copyOf(smallest, smallest.length + hashes.length);
        int size = smallest.length;
        for (long hash : hashes) {
            if (smallest.length < CAPACITY || Long.compareUnsigned(hash, smallest[CAPACITY - 1]) < 0) {
                all[size++] = hash;
            }
        }
        return size == smallest.length ? this : new DistinctCount(smallestOf(Arrays.copyOf(all, size)));
    }

    private static long[] smallestOf(long[] hashes) {
        // Signed order of the numbers with the sign bit turned over is their unsigned order.
        Arrays.setAll(hashes, i -> hashes[i] ^ Long.MIN_VALUE);
        Arrays.sort(hashes);
        int different = 0;
        for (int i = 0; i < hashes.length && different < CAPACITY; i++) {
            if (i == 0 || hashes[i] != hashes[i - 1]) {
                hashes[different++] = hashes[i];
            }
        }
        long[] kept = Arrays.copyOf(hashes, different);
        Arrays.setAll(kept, i -> kept[i] ^ Long.MIN_VALUE);
        return kept;
    }

    /** With what was added to the other. */
    public DistinctCount plus(DistinctCount other) {
        return smallest.length == 0 ? other : plus(other.smallest);
    }

    /** The estimate. */
    public double estimate() {
        if (smallest.length < CAPACITY) {
            return smallest.length;
        }
        return (CAPACITY - 1) / fraction(smallest[CAPACITY - 1]);
    }

    /** Where a hash lies among all there can be, 0 to 1. */
    private static double fraction(long hash) {
        return ((hash >>> 11) + 1) * 0x1p-53;
    }

    /** The state, for storing. */
    public long[] kept() {
        return smallest.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DistinctCount that && Arrays.equals(smallest, that.smallest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(smallest);
    }

    @Override
    public String toString() {
        return "about " + Math.round(estimate());
    }
}
