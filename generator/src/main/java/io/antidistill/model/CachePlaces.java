package io.antidistill.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Where the new tokens of a step stand in a cache. Pure. */
final class CachePlaces {
    private CachePlaces() {}

    /** Returns how many slots are looked at: up to the furthest new token. */
    static int require(KvCache cache, int firstRow, int[][] tokens, int[] starts) {
        if (firstRow < 0 || firstRow + tokens.length > cache.rows() || starts.length != tokens.length) {
            throw new IllegalArgumentException("invalid value " + firstRow + " for firstRow: " + tokens.length
                    + " rows and " + starts.length + " starts do not fit a cache of " + cache.rows() + " rows");
        }
        int length = 0;
        for (int b = 0; b < tokens.length; b++) {
            int end = starts[b] + tokens[b].length;
            if (starts[b] < 0 || starts[b] > cache.length(firstRow + b)) {
                throw new IllegalArgumentException("invalid value " + starts[b] + " for starts: row " + (firstRow + b)
                        + " of the cache has been fed " + cache.length(firstRow + b) + " tokens");
            }
            if (tokens[b].length == 0 || end > cache.slots()) {
                throw new IllegalArgumentException(
                        "invalid value " + tokens[b].length + " for the number of new tokens: from " + starts[b]
                                + " on they must be at least one and fit the cache's " + cache.slots() + " slots");
            }
            length = Math.max(length, end);
        }
        return length;
    }

    /** Padding stands in the scratch slot behind the last. */
    static NDArray positions(NDManager manager, KvCache cache, TokenGrid grid, int[][] tokens, int[] starts) {
        long[] positions = new long[grid.rows() * grid.columns()];
        for (int b = 0; b < grid.rows(); b++) {
            for (int t = 0; t < grid.columns(); t++) {
                positions[b * grid.columns() + t] = t < tokens[b].length ? starts[b] + t : cache.slots();
            }
        }
        return manager.create(positions, new Shape(grid.rows(), grid.columns()));
    }

    static NDArray last(NDManager manager, int[][] tokens) {
        long[] last = new long[tokens.length];
        for (int b = 0; b < last.length; b++) {
            last[b] = tokens[b].length - 1;
        }
        return manager.create(last);
    }
}
