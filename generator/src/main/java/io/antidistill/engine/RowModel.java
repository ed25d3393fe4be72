package io.antidistill.engine;

/** A model that reads several token sequences, each in a row of its cache. Belongs to the engine's thread. */
interface RowModel extends AutoCloseable {
    /**
     * Feeds new tokens to rows firstRow, firstRow + 1, … and returns what the model says after each row's last one.
     *
     * @param tokens new tokens of each row, at least one
     * @param starts how many tokens each row has read before
     * @param candidatesOrNull the tokens that are asked about, for each row; null: all
     * @return one number for each row and vocabulary entry, or for each row and candidate, rows padded to the longest
     */
    float[] step(int firstRow, int[][] tokens, int[] starts, int[][] candidatesOrNull);

    /** Copies a row over another. */
    void moveRow(int from, int to);

    /** Forgets a row that may hold numbers that are none. */
    void clearRow(int row);

    @Override
    void close();
}
