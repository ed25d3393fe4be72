package io.antidistill.poison;

import ai.djl.ndarray.NDManager;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.SelectedTokens;
import io.antidistill.model.TorchRuntime;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * What a direction does to the loss on traces that it was not made from.
 *
 * @param traces how many of them have tokens that count
 * @param tokens how many tokens count
 * @param loss at the proxy's weights, in nats per token
 * @param slope of that loss along the direction: on the direction's own traces it is the raw norm
 */
public record HeldOut(long traces, long tokens, double loss, double slope) {

    /**
     * Goes through the stream trace by trace.
     *
     * @param progress hears how many traces are done
     * @throws IllegalArgumentException if no trace has a token that counts
     */
    public static HeldOut measure(
            TorchRuntime runtime,
            LanguageModel proxy,
            PoisonDirection direction,
            Stream<CompletionExample> traces,
            DownstreamLoss loss,
            IntConsumer progress) {
        try (TraceScores scores = TraceScores.of(runtime, proxy, direction)) {
            Sum sum = new Sum();
            TraceBatches batches = new TraceBatches(traces.iterator(), proxy.config());
            int done = 0;
            while (batches.hasNext()) {
                List<CompletionExample> batch = batches.next();
                for (SelectedTokens trace : loss.select(batch)) {
                    try (NDManager manager = runtime.newManager()) {
                        sum.add(trace, scores.of(manager, trace.example().ids()));
                    }
                }
                done += batch.size();
                progress.accept(done);
            }
            return sum.mean(loss);
        }
    }

    private static final class Sum {
        private long traces;
        private long tokens;
        private double logProbability;
        private double score;

        private void add(SelectedTokens trace, TraceScores.Rows rows) {
            traces++;
            tokens += trace.count();
            int[] ids = trace.example().ids();
            for (int place : trace.places()) {
                logProbability += rows.logProbabilities().before(place)[ids[place]];
                score += rows.scores().before(place)[ids[place]];
            }
        }

        private HeldOut mean(DownstreamLoss loss) {
            if (tokens == 0) {
                throw new IllegalArgumentException("no held-out trace has a token that the loss (" + loss.kind()
                        + ") counts; give more traces or another share");
            }
            return new HeldOut(traces, tokens, -logProbability / tokens, -score / tokens);
        }
    }
}
