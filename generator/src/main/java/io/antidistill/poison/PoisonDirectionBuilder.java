package io.antidistill.poison;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.Decoder;
import io.antidistill.model.Gradients;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.Parameters;
import io.antidistill.model.TorchRuntime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/** Makes a poison direction: the gradient of the traces' mean completion loss at the proxy's weights, scaled to unit norm. */
public final class PoisonDirectionBuilder {
    /** Padded tokens that one backward pass may hold: bounds the memory whatever the number of traces. */
    private static final int BATCH_TOKENS = 2048;

    private PoisonDirectionBuilder() {}

    /**
     * Adds up gradients batch by batch; memory does not grow with the number of traces. Leaves the proxy as it is.
     *
     * @param progress hears how many traces are done
     * @throws IllegalArgumentException if there are no traces
     * @throws ArithmeticException if the gradient is zero or not finite
     */
    public static PoisonDirection build(
            TorchRuntime runtime, LanguageModel proxy, List<CompletionExample> traces, IntConsumer progress) {
        if (traces.isEmpty()) {
            throw new IllegalArgumentException("invalid value [] for traces: at least one is needed");
        }
        long tokens =
                traces.stream().mapToLong(CompletionExample::completionTokens).sum();
        try (Parameters leaves = proxy.parameters().alias();
                Decoder decoder = Decoder.of(runtime, proxy.config(), leaves);
                Gradients gradients = Gradients.on()) {
            gradients.attach(leaves);
            double loss = 0;
            int done = 0;
            for (List<CompletionExample> batch : batches(traces)) {
                try (NDManager manager = runtime.newManager()) {
                    NDArray sum = decoder.summedLoss(manager, batch);
                    loss += sum.getFloat();
                    gradients.backward(sum);
                }
                done += batch.size();
                progress.accept(done);
            }
            return direction(runtime, gradients, tokens, loss, proxy, traces);
        }
    }

    private static PoisonDirection direction(
            TorchRuntime runtime,
            Gradients gradients,
            long tokens,
            double loss,
            LanguageModel proxy,
            List<CompletionExample> traces) {
        try (Parameters sum = gradients.copy(runtime)) {
            double norm = sum.norm();
            if (!(norm > 0) || Double.isInfinite(norm)) {
                throw new ArithmeticException(
                        "the gradient's norm is " + norm + "; check the proxy's weights and the traces");
            }
            PoisonMetadata metadata = new PoisonMetadata(
                    norm / tokens,
                    PoisonMetadata.COMPLETION_LOSS,
                    loss / tokens,
                    tokens,
                    proxy.sha256(),
                    sha256(traces),
                    PoisonMetadata.FULL_RANK);
            return new PoisonDirection(metadata, sum.scaled(1 / norm));
        }
    }

    /** In the order given, each as long as the limit allows, but at least one trace. */
    private static List<List<CompletionExample>> batches(List<CompletionExample> traces) {
        List<List<CompletionExample>> batches = new ArrayList<>();
        List<CompletionExample> batch = new ArrayList<>();
        int longest = 0;
        for (CompletionExample trace : traces) {
            longest = Math.max(longest, trace.ids().length);
            if (!batch.isEmpty() && (batch.size() + 1) * longest > BATCH_TOKENS) {
                batches.add(batch);
                batch = new ArrayList<>();
                longest = trace.ids().length;
            }
            batch.add(trace);
        }
        batches.add(batch);
        return batches;
    }

    private static String sha256(List<CompletionExample> traces) {
        StringBuilder text = new StringBuilder();
        for (CompletionExample trace : traces) {
            text.append(trace.promptLength()).append(Arrays.toString(trace.ids()));
        }
        return PoisonDirection.hash(text.toString());
    }
}
