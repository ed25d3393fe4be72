package io.antidistill.poison;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.Decoder;
import io.antidistill.model.Gradients;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.OpenedSoFar;
import io.antidistill.model.Parameters;
import io.antidistill.model.TorchRuntime;
import io.antidistill.weights.SafetensorsWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a loaded model computes on given tokens, as float32 tensors to compare with other implementations: {@code logits} and {@code score}
 * (B, T, V; what stands beyond a shorter row's end means nothing), {@code loss} (mean negative log-likelihood of a completion token, one
 * number) and {@code grad.<parameter>} (its gradient). Owns its tensors.
 */
public final class Inspection implements AutoCloseable {
    private final NDManager manager;
    private final Map<String, NDArray> tensors = new TreeMap<>();

    private Inspection(TorchRuntime runtime) {
        this.manager = runtime.newManager();
    }

    public static Inspection logits(TorchRuntime runtime, LanguageModel model, int[][] ids) {
        return of(runtime, inspection -> {
            NDArray logits = model.decoder().logits(inspection.manager, ids);
            inspection.tensors.put("logits", logits.squeeze(0));
        });
    }

    /** Of the tokens from {@code promptLength} on in every row, given those before. */
    public static Inspection loss(TorchRuntime runtime, LanguageModel model, int[][] ids, int promptLength) {
        return of(runtime, inspection -> {
            NDArray loss = meanLoss(inspection.manager, model.decoder(), examples(ids, promptLength));
            inspection.tensors.put("loss", loss.reshape(new Shape(1)));
        });
    }

    /** The gradient of {@link #loss} by every parameter. */
    public static Inspection gradient(TorchRuntime runtime, LanguageModel model, int[][] ids, int promptLength) {
        return of(runtime, inspection -> {
            try (Parameters leaves = model.parameters().alias();
                    Decoder decoder = Decoder.of(runtime, model.config(), leaves);
                    Gradients gradients = Gradients.on()) {
                gradients.attach(leaves);
                List<CompletionExample> examples = examples(ids, promptLength);
                gradients.backward(decoder.summedLoss(inspection.manager, examples), 1.0 / tokens(examples));
                for (String name : leaves.names()) {
                    NDArray gradient = gradients.of(name).duplicate();
                    gradient.attach(inspection.manager);
                    inspection.tensors.put("grad." + name, gradient);
                }
            }
        });
    }

    /**
     * Δ of the whole vocabulary after every position, exactly, along a direction.
     *
     * @param direction a poison file made for this model, or any file with one tensor for each of its parameters
     */
    public static Inspection score(TorchRuntime runtime, LanguageModel model, Path direction, int[][] ids) {
        return of(runtime, inspection -> {
            try (Parameters tensors = DirectionFile.read(runtime, direction, model);
                    Decoder dual = model.dualDecoder(tensors);
                    NDArray both = dual.logProbabilities(inspection.manager, ids)) {
                inspection.tensors.put("score", both.get(1));
            }
        });
    }

    private static Inspection of(TorchRuntime runtime, Consumer<Inspection> computation) {
        try (OpenedSoFar opened = new OpenedSoFar()) {
            Inspection inspection = opened.add(new Inspection(runtime));
            computation.accept(inspection);
            return opened.all(inspection);
        }
    }

    private static NDArray meanLoss(NDManager manager, Decoder decoder, List<CompletionExample> examples) {
        return decoder.summedLoss(manager, examples).div(tokens(examples));
    }

    private static int tokens(List<CompletionExample> examples) {
        return examples.stream().mapToInt(CompletionExample::completionTokens).sum();
    }

    private static List<CompletionExample> examples(int[][] ids, int promptLength) {
        List<CompletionExample> examples = new ArrayList<>();
        for (int[] row : ids) {
            examples.add(new CompletionExample(row, promptLength));
        }
        return examples;
    }

    public Map<String, NDArray> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** Writes a safetensors file. */
    public void save(Path file) {
        SafetensorsWriter.write(file, tensors, Map.of());
    }

    @Override
    public void close() {
        manager.close();
    }
}
