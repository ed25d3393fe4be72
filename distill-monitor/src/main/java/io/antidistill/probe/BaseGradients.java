package io.antidistill.probe;

import ai.djl.ndarray.NDManager;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.Decoder;
import io.antidistill.model.Gradients;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.Parameters;
import io.antidistill.model.TorchRuntime;
import java.util.List;

/** Gradients of a base's loss by all its weights, which stay as they are. Close it; one thread. */
final class BaseGradients implements AutoCloseable {
    private final TorchRuntime runtime;
    private final Parameters weights;
    private final Decoder decoder;

    BaseGradients(TorchRuntime runtime, LanguageModel base) {
        this.runtime = runtime;
        this.weights = base.parameters().alias();
        this.decoder = Decoder.of(runtime, base.config(), weights);
    }

    /** Of the examples' loss, all tokens together. The caller closes it. */
    Parameters of(List<CompletionExample> examples) {
        try (Gradients gradients = Gradients.on();
                NDManager manager = runtime.newManager()) {
            gradients.attach(weights);
            examples.forEach(example -> gradients.backward(decoder.summedLoss(manager, List.of(example))));
            return gradients.copy(runtime);
        }
    }

    /** Cosine of two gradients; 0 where one of them is nothing. */
    static double cosine(Parameters one, Parameters other) {
        double norms = one.norm() * other.norm();
        return norms > 0 ? one.dot(other) / norms : 0;
    }

    @Override
    public void close() {
        decoder.close();
        weights.close();
    }
}
