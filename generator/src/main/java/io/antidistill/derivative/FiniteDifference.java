package io.antidistill.derivative;

import io.antidistill.model.Decoder;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.OpenedSoFar;
import io.antidistill.model.Parameters;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;

/**
 * The poison score of the paper's equation 10: two copies of the proxy, a step of ε along the direction and one against it. Too small an ε
 * drowns the difference in rounding, too large a one bends it; in float32 about 1e-3 is best.
 */
public final class FiniteDifference implements PoisonScore {
    private final double epsilon;
    private final Parameters forthWeights;
    private final Parameters backWeights;
    private final Decoder forth;
    private final Decoder back;
    private final CachedRows forthRows;
    private final CachedRows backRows;

    private FiniteDifference(TorchRuntime runtime, LanguageModel proxy, PoisonDirection direction, double epsilon) {
        this.epsilon = epsilon;
        try (OpenedSoFar opened = new OpenedSoFar();
                Parameters whole = direction.whole(runtime)) {
            this.forthWeights = opened.add(proxy.parameters().shifted(whole, epsilon));
            this.backWeights = opened.add(proxy.parameters().shifted(whole, -epsilon));
            this.forth = opened.add(Decoder.of(runtime, proxy.config(), forthWeights));
            this.back = opened.add(Decoder.of(runtime, proxy.config(), backWeights));
            opened.all(this);
        }
        this.forthRows = new CachedRows(forth);
        this.backRows = new CachedRows(back);
    }

    /** Takes two copies of the proxy's weights, so neither proxy nor direction is needed afterwards. */
    public static FiniteDifference of(
            TorchRuntime runtime, LanguageModel proxy, PoisonDirection direction, double epsilon) {
        if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
            throw new IllegalArgumentException(
                    "invalid value " + epsilon + " for epsilon: must be positive and finite");
        }
        return new FiniteDifference(runtime, proxy, direction, epsilon);
    }

    @Override
    public void newCache(int rows, int slots) {
        forthRows.newCache(rows, slots);
        backRows.newCache(rows, slots);
    }

    /** The logits that this returns are the mean of both copies', which differ from the proxy's own by the order of ε². */
    @Override
    public float[][] step(int firstRow, int[][] tokens, int[] starts, int[][] candidatesOrNull) {
        float[] plus = forthRows.step(firstRow, tokens, starts, candidatesOrNull)[0];
        float[] minus = backRows.step(firstRow, tokens, starts, candidatesOrNull)[0];
        float[] mean = new float[plus.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (0.5 * ((double) plus[i] + minus[i]));
        }
        float[] score = candidatesOrNull == null
                ? LogitTangents.differenceOfLogProbabilities(plus, minus, tokens.length, epsilon)
                : LogitTangents.difference(plus, minus, epsilon);
        return new float[][] {mean, score};
    }

    @Override
    public void moveRow(int from, int to) {
        forthRows.moveRow(from, to);
        backRows.moveRow(from, to);
    }

    @Override
    public void clearRow(int row) {
        forthRows.clearRow(row);
        backRows.clearRow(row);
    }

    @Override
    public void close() {
        forthRows.close();
        backRows.close();
        forth.close();
        back.close();
        forthWeights.close();
        backWeights.close();
    }
}
