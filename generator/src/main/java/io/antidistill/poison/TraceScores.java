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

    /**
     * One trace's numbers, in native memory.
     *
     * @param logProbabilities the proxy's, of what may stand at a place
     * @param scores Δ of what may stand at a place
     */
    public record Rows(PlaceRows logProbabilities, PlaceRows scores) {}

    /** Of a trace's tokens, its prompt's included, until the manager is closed. */
    public Rows of(NDManager manager, int[] ids) {
        NDArray both = dual.logProbabilities(manager, new int[][] {ids});
        return new Rows(PlaceRows.of(both.get(0)), PlaceRows.of(both.get(1)));
    }

    /** Of Δ, over the whole vocabulary at the places that count. */
    double standardDeviation(List<SelectedTokens> traces) {
        double sum = 0;
        double squares = 0;
        long count = 0;
        for (SelectedTokens trace : traces) {
            try (NDManager manager = runtime.newManager()) {
                Rows rows = of(manager, trace.example().ids());
                for (int place : trace.places()) {
                    float[] scores = rows.scores().before(place);
                    for (float score : scores) {
                        sum += score;
                        squares += (double) score * score;
                    }
                    count += scores.length;
                }
            }
        }
        double mean = sum / count;
        return Math.sqrt(Math.max(0, squares / count - mean * mean));
    }

    @Override
    public void close() {
        dual.close();
    }
}
