package io.antidistill.poison;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.Decoder;
import io.antidistill.model.Gradients;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.Parameters;
import io.antidistill.model.SelectedTokens;
import io.antidistill.model.TorchRuntime;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/** Makes a poison direction: the gradient of the traces' mean loss at the proxy's weights, scaled to unit norm. */
public final class PoisonDirectionBuilder {
    private final TorchRuntime runtime;
    private final LanguageModel proxy;
    private final DownstreamLoss loss;

    private final TraceDigest digest = new TraceDigest();
    private double summedLoss;
    private long tokens;
    private int tracesRead;
    private int tracesUsed;
    private List<SelectedTokens> sample = List.of();

    private PoisonDirectionBuilder(TorchRuntime runtime, LanguageModel proxy, DownstreamLoss loss) {
        this.runtime = runtime;
        this.proxy = proxy;
        this.loss = loss;
    }

    /** As {@link #build(TorchRuntime, LanguageModel, Stream, DownstreamLoss, IntConsumer)}, of all tokens of these traces. */
    public static PoisonDirection build(
            TorchRuntime runtime, LanguageModel proxy, List<CompletionExample> traces, IntConsumer progress) {
        return build(runtime, proxy, traces.stream(), DownstreamLoss.allTokens(), progress);
    }

    /**
     * Adds up gradients batch by batch, reading the stream as it goes: memory does not grow with the number of traces. Leaves the proxy as
     * it is.
     *
     * @param progress hears how many traces are done
     * @throws IllegalArgumentException if there are no traces, or none with a token that counts
     * @throws ArithmeticException if the gradient is zero or not finite
     */
    public static PoisonDirection build(
            TorchRuntime runtime,
            LanguageModel proxy,
            Stream<CompletionExample> traces,
            DownstreamLoss loss,
            IntConsumer progress) {
        return new PoisonDirectionBuilder(runtime, proxy, loss).build(traces.iterator(), progress);
    }

    private PoisonDirection build(Iterator<CompletionExample> traces, IntConsumer progress) {
        try (Parameters sum = summedGradients(traces, progress)) {
            double norm = sum.norm();
            if (!(norm > 0) || Double.isInfinite(norm)) {
                throw new ArithmeticException(
                        "the gradient's norm is " + norm + "; check the proxy's weights and the traces");
            }
            Parameters unit = sum.scaled(1 / norm);
            try {
                return new PoisonDirection(metadata(norm, unit), unit);
            } catch (RuntimeException e) {
                unit.close();
                throw e;
            }
        }
    }

    private Parameters summedGradients(Iterator<CompletionExample> traces, IntConsumer progress) {
        try (Parameters leaves = proxy.parameters().alias();
                Decoder decoder = Decoder.of(runtime, proxy.config(), leaves);
                Gradients gradients = Gradients.on()) {
            gradients.attach(leaves);
            for (TraceBatches batches = new TraceBatches(traces, proxy.config()); batches.hasNext(); ) {
                add(batches.next(), decoder, gradients);
                progress.accept(tracesRead);
            }
            requireTokens();
            return gradients.copy(runtime);
        }
    }

    private void add(List<CompletionExample> batch, Decoder decoder, Gradients gradients) {
        List<SelectedTokens> selected = loss.select(batch);
        digest.add(batch);
        tracesRead += batch.size();
        tracesUsed += selected.size();
        if (selected.isEmpty()) {
            return;
        }
        if (sample.isEmpty()) {
            sample = selected;
        }
        tokens += selected.stream().mapToLong(SelectedTokens::count).sum();
        try (NDManager manager = runtime.newManager()) {
            NDArray sum = decoder.selectedLoss(manager, selected);
            summedLoss += sum.getFloat();
            gradients.backward(sum);
        }
    }

    private void requireTokens() {
        if (tracesRead == 0) {
            throw new IllegalArgumentException("invalid value [] for traces: at least one is needed");
        }
        if (tokens == 0) {
            throw new IllegalArgumentException("none of " + tracesRead + " traces has a token that the loss ("
                    + loss.kind() + ") counts; choose another loss or another answer marker");
        }
    }

    private PoisonMetadata metadata(double norm, Parameters unit) {
        try (TraceScores scores = TraceScores.of(runtime, proxy, unit)) {
            return new PoisonMetadata(
                    norm / tokens,
                    loss.kind(),
                    summedLoss / tokens,
                    tokens,
                    proxy.sha256(),
                    digest.hex(),
                    PoisonMetadata.FULL_RANK,
                    OptionalLong.of(tracesUsed),
                    OptionalDouble.of(scores.standardDeviation(sample)),
                    OptionalDouble.empty(),
                    Optional.empty());
        }
    }
}
