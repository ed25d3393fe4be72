package io.antidistill.engine;

import io.antidistill.derivative.PoisonScore;

/** The proxy: Δ of the next token. */
final class ScoreRows implements RowModel {
    private final PoisonScore score;

    /** Owns the score from now on. */
    ScoreRows(PoisonScore score, int rows, int contextLength) {
        this.score = score;
        score.newCache(rows, contextLength);
    }

    @Override
    public float[] step(int firstRow, int[][] tokens, int[] starts, int[][] candidatesOrNull) {
        return score.step(firstRow, tokens, starts, candidatesOrNull)[1];
    }

    @Override
    public void moveRow(int from, int to) {
        score.moveRow(from, to);
    }

    @Override
    public void clearRow(int row) {
        score.clearRow(row);
    }

    @Override
    public void close() {
        score.close();
    }
}
