package io.antidistill.derivative;

/**
 * Δ, the derivative of the proxy's log-probabilities along the poison direction, for rows of tokens that grow. Belongs to one thread.
 *
 * <p>Shapes: B rows, V vocabulary, M candidates.
 */
public interface PoisonScore extends AutoCloseable {

    /** Starts afresh with an empty cache of so many rows and positions. Call it before the first step. */
    void newCache(int rows, int slots);

    /**
     * Feeds new tokens, as {@link io.antidistill.model.Decoder#step} does, and scores what may come after each row's last one.
     *
     * <p>For the whole vocabulary the score is Δ(v) = ż(v) − Σ p(u) ż(u), where ż are the logits' derivatives. For candidates it is ż alone:
     * it differs from Δ by the same number for every token of a row, which cancels when probabilities are normalised over the candidates.
     *
     * @return [0]: the proxy's logits; [1]: the scores; each B times V numbers, or B times M for candidates, rows padded to the longest
     */
    float[][] step(int firstRow, int[][] tokens, int[] starts, int[][] candidatesOrNull);

    /** Puts a copy of row {@code from} in the place of row {@code to}. */
    void moveRow(int from, int to);

    /** Forgets a row that may hold numbers that are not finite. */
    void clearRow(int row);

    @Override
    void close();
}
