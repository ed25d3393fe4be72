package io.antidistill.derivative;

import io.antidistill.model.Decoder;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;

/** The exact poison score: the proxy carries the derivative of every number beside it, in one pass. */
public final class ForwardMode implements PoisonScore {
    private final Decoder dual;
    private final CachedRows rows;

    private ForwardMode(Decoder dual) {
        this.dual = dual;
        this.rows = new CachedRows(dual);
    }

    /** Proxy and direction stay the caller's and must outlive this. */
    public static ForwardMode of(TorchRuntime runtime, LanguageModel proxy, PoisonDirection direction) {
        return new ForwardMode(proxy.dualDecoder(direction.tensors()));
    }

    @Override
    public void newCache(int cacheRows, int slots) {
        rows.newCache(cacheRows, slots);
    }

    @Override
    public float[][] step(int firstRow, int[][] tokens, int[] starts, int[][] candidatesOrNull) {
        float[][] logits = rows.step(firstRow, tokens, starts, candidatesOrNull);
        if (candidatesOrNull == null) {
            LogitTangents.centre(logits[0], logits[1], tokens.length);
        }
        return logits;
    }

    @Override
    public void moveRow(int from, int to) {
        rows.moveRow(from, to);
    }

    @Override
    public void clearRow(int row) {
        rows.clearRow(row);
    }

    @Override
    public void close() {
        rows.close();
        dual.close();
    }
}
