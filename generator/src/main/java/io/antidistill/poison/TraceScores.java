package io.antidistill.poison;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.antidistill.model.Decoder;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.NumberType;
import io.antidistill.model.Parameters;
import io.antidistill.model.SelectedTokens;
import io.antidistill.model.TorchRuntime;
import java.util.List;

/**
 * Log-probabilities and Δ of whole traces by forward mode, one trace at a time: for measuring a direction. Belongs to one thread. Shapes: T
 * tokens, V vocabulary.
 */
public final class TraceScores implements AutoCloseable {
    private final TorchRuntime runtime;
    private final Decoder dual;

    private TraceScores(TorchRuntime runtime, Decoder dual) {
        this.runtime = runtime;
        this.dual = dual;
    }

    /** Proxy and direction stay the caller's and must outlive this. */
    public static TraceScores of(TorchRuntime runtime, LanguageModel proxy, PoisonDirection direction) {
        return of(runtime, proxy, direction.tensors());
    }

    /** Computed in a number type of its own, whatever the proxy is held in. */
    public static TraceScores of(
            TorchRuntime runtime, LanguageModel proxy, PoisonDirection direction, NumberType type) {
        return new TraceScores(
                runtime, Decoder.dual(runtime, proxy.config(), proxy.parameters(), direction.tensors(), type));
    }

    static TraceScores of(TorchRuntime runtime, LanguageModel proxy, Parameters direction) {
        return new TraceScores(runtime, proxy.dualDecoder(direction));
    }

    /** Of what may come after each token: [0] log-probabilities, [1] Δ; T times V numbers each. */
    public float[][] after(int[] ids) {
        try (NDManager manager = runtime.newManager()) {
            NDArray both = dual.logProbabilities(manager, new int[][] {ids});
            return new float[][] {both.get(0).toFloatArray(), both.get(1).toFloatArray()};
        }
    }

    /** Of Δ, over the whole vocabulary at the places that count. */
    double standardDeviation(List<SelectedTokens> traces) {
        int vocabulary = dual.config().vocabularySize();
        double sum = 0;
        double squares = 0;
        long count = 0;
        for (SelectedTokens trace : traces) {
            float[] score = after(trace.example().ids())[1];
            for (int place : trace.places()) {
                for (int i = (place - 1) * vocabulary; i < place * vocabulary; i++) {
                    sum += score[i];
                    squares += (double) score[i] * score[i];
                }
            }
            count += (long) trace.count() * vocabulary;
        }
        double mean = sum / count;
        return Math.sqrt(Math.max(0, squares / count - mean * mean));
    }

    @Override
    public void close() {
        dual.close();
    }
}
