package io.antidistill.student;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.Decoder;
import io.antidistill.model.TorchRuntime;
import java.util.ArrayList;
import java.util.List;

/** The downstream loss: negative log-likelihood of completions in nats, all tokens together divided by their number, prompts masked. */
public final class HoldoutLoss {
    private static final int ROWS = 32;

    private HoldoutLoss() {}

    /**
     * Nats per completion token. Call it outside of a scope of gradients.
     *
     * @throws IllegalArgumentException if there are no examples
     */
    public static double of(TorchRuntime runtime, Decoder decoder, List<CompletionExample> examples) {
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("invalid value 0 for the number of holdout examples: give at least one");
        }
        double nats = 0;
        for (List<CompletionExample> batch : Batches.byLength(examples, ROWS)) {
            for (List<CompletionExample> part :
                    Batches.withinMemory(batch, decoder.config().vocabularySize())) {
                try (NDManager manager = runtime.newManager();
                        NDArray loss = decoder.summedLoss(manager, part)) {
                    nats += loss.getFloat();
                }
            }
        }
        return nats / Batches.tokens(examples);
    }

    /** Nats of each example's whole completion, in the examples' order. Call it outside of a scope of gradients. */
    public static List<Double> ofEach(TorchRuntime runtime, Decoder decoder, List<CompletionExample> examples) {
        List<Double> nats = new ArrayList<>();
        for (CompletionExample example : examples) {
            try (NDManager manager = runtime.newManager();
                    NDArray loss = decoder.summedLoss(manager, List.of(example))) {
                nats.add((double) loss.getFloat());
            }
        }
        return List.copyOf(nats);
    }
}
