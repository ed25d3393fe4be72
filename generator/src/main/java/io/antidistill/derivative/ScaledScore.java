package io.antidistill.derivative;

/** Another score times a number, so that λ has one unit for all proxies. */
public final class ScaledScore implements PoisonScore {
    private final PoisonScore score;
    private final float scale;

    private ScaledScore(PoisonScore score, float scale) {
        this.score = score;
        this.scale = scale;
    }

    /** Owns the score from now on; at scale 1 it is returned as it is. */
    public static PoisonScore of(PoisonScore score, double scale) {
        return scale == 1 ? score : new ScaledScore(score, (float) scale);
    }

    @Override
    public void newCache(int rows, int slots) {
        score.newCache(rows, slots);
    }

    @Override
    public float[][] step(int firstRow, int[][] tokens, int[] starts, int[][] candidatesOrNull) {
        float[][] step = score.step(firstRow, tokens, starts, candidatesOrNull);
        float[] scores = step[1];
        for (int i = 0; i < scores.length; i++) {
            scores[i] *= scale;
        }
        return step;
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
