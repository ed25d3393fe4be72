package io.antidistill.derivative;

import io.antidistill.model.Decoder;
import io.antidistill.model.KvCache;

/** A decoder with the one cache that it is stepped on. Owns the cache only. */
final class CachedRows implements AutoCloseable {
    private final Decoder decoder;
    private KvCache cache;

    CachedRows(Decoder decoder) {
        this.decoder = decoder;
    }

    void newCache(int rows, int slots) {
        close();
        cache = decoder.newCache(rows, slots);
    }

    float[][] step(int firstRow, int[][] tokens, int[] starts, int[][] candidatesOrNull) {
        return decoder.step(cache(), firstRow, tokens, starts, candidatesOrNull);
    }

    void moveRow(int from, int to) {
        cache().moveRow(from, to);
    }

    void clearRow(int row) {
        cache().clearRow(row);
    }

    private KvCache cache() {
        if (cache == null) {
            throw new IllegalStateException("there is no cache yet: call newCache first");
        }
        return cache;
    }

    @Override
    public void close() {
        if (cache != null) {
            cache.close();
            cache = null;
        }
    }
}
