package io.antidistill.poison;

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
            Sum sum = new Sum(proxy.config().vocabularySize());
            TraceBatches batches = new TraceBatches(traces.iterator(), proxy.config());
            int done = 0;
            while (batches.hasNext()) {
                List<CompletionExample> batch = batches.next();
                loss.select(batch)
                        .forEach(trace ->
                                sum.add(trace, scores.after(trace.example().ids())));
                done += batch.size();
                progress.accept(done);
            }
            return sum.mean(loss);
        }
    }

    private static final class Sum {
        private final int vocabulary;
        private long traces;
        private long tokens;
        private double logProbability;
        private double score;

        private Sum(int vocabulary) {
            this.vocabulary = vocabulary;
        }

        private void add(SelectedTokens trace, float[][] after) {
            traces++;
            tokens += trace.count();
            for (int place : trace.places()) {
                int i = (place - 1) * vocabulary + trace.example().ids()[place];
                logProbability += after[0][i];
                score += after[1][i];
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
