package io.antidistill.engine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;

/**
 * A stand-in for a model, exact and fast: what it says depends on all the tokens before, and it checks that the engine keeps its rows
 * straight. At six positions of ten one token is nearly certain, as in a trained model.
 */
class ToyRows implements RowModel {
    static final int VOCABULARY = 30;
    static final int STOP = 0;
    static final Set<Integer> STOPS = Set.of(STOP);

    private final int[][] rows;
    private final long salt;
    private final boolean score;
    volatile boolean closed;
    volatile int passes;
    /** Called before every pass, with the tokens that come in. */
    volatile Hook hook = tokens -> {};
    /** A token after which the model says nothing but NaN. */
    volatile int nanAfter = -1;

    interface Hook {
        void beforePass(int[][] tokens);
    }

    private ToyRows(int rows, long salt, boolean score) {
        this.rows = new int[rows][0];
        this.salt = salt;
        this.score = score;
    }

    static ToyRows teacher(int rows) {
        return new ToyRows(rows, 1, false);
    }

    static ToyRows score(int rows) {
        return new ToyRows(rows, 2, true);
    }

    /** What tokens say: letters, and from 26 on the four bytes of an emoji, which mean nothing unless all are there in order. */
    static String text(int[] tokens) {
        byte[] emoji = "\uD83D\uDE00".getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[tokens.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = tokens[i] < 26 ? (byte) ('a' + tokens[i]) : emoji[tokens[i] - 26];
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public float[] step(int firstRow, int[][] tokens, int[] starts, int[][] candidatesOrNull) {
        hook.beforePass(tokens);
        passes++;
        int stride = candidatesOrNull == null
                ? VOCABULARY
                : Arrays.stream(candidatesOrNull).mapToInt(c -> c.length).max().orElseThrow();
        float[] said = new float[tokens.length * stride];
        for (int b = 0; b < tokens.length; b++) {
            int row = firstRow + b;
            if (starts[b] > rows[row].length || tokens[b].length == 0) {
                throw new AssertionError("row " + row + " has read " + rows[row].length + " tokens, not " + starts[b]);
            }
            rows[row] = Arrays.copyOf(rows[row], starts[b] + tokens[b].length);
            System.arraycopy(tokens[b], 0, rows[row], starts[b], tokens[b].length);
            float[] all = after(rows[row]);
            for (int i = 0; i < (candidatesOrNull == null ? stride : candidatesOrNull[b].length); i++) {
                said[b * stride + i] = all[candidatesOrNull == null ? i : candidatesOrNull[b][i]];
            }
        }
        return said;
    }

    /** What the model says after these tokens, about the whole vocabulary. */
    float[] after(int[] tokens) {
        float[] all = new float[VOCABULARY];
        if (Arrays.stream(tokens).anyMatch(token -> token == nanAfter)) {
            Arrays.fill(all, Float.NaN);
            return all;
        }
        Random random = new Random(31L * Arrays.hashCode(tokens) + salt);
        for (int v = 0; v < VOCABULARY; v++) {
            all[v] = (float) random.nextGaussian();
        }
        if (!score && random.nextInt(10) < 6) {
            all[1 + random.nextInt(VOCABULARY - 1)] += 20;
        }
        return all;
    }

    @Override
    public void moveRow(int from, int to) {
        rows[to] = rows[from];
    }

    @Override
    public void clearRow(int row) {
        rows[row] = new int[0];
    }

    @Override
    public void close() {
        closed = true;
    }
}
