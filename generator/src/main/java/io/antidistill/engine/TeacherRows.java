package io.antidistill.engine;

import io.antidistill.model.Decoder;
import io.antidistill.model.KvCache;

/** The teacher: logits of the next token. */
final class TeacherRows implements RowModel {
    private final Decoder decoder;
    private final KvCache cache;

    TeacherRows(Decoder decoder, int rows, int contextLength) {
        this.decoder = decoder;
        this.cache = decoder.newCache(rows, contextLength);
    }

    @Override
    public float[] step(int firstRow, int[][] tokens, int[] starts, int[][] candidatesOrNull) {
        return decoder.step(cache, firstRow, tokens, starts, candidatesOrNull)[0];
    }

    @Override
    public void moveRow(int from, int to) {
        cache.moveRow(from, to);
    }

    @Override
    public void clearRow(int row) {
        cache.clearRow(row);
    }

    @Override
    public void close() {
        cache.close();
    }
}
