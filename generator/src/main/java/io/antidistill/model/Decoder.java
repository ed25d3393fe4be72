package io.antidistill.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.antidistill.weights.ModelConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A Llama-style decoder with its weights: whole sequences for training and checking, cached steps for generating.
 *
 * <p>Shapes: N 1, or 2 where the derivative along a direction is carried too; B rows, T tokens, V vocabulary, M candidates. Several threads
 * may step one decoder, each with a cache of its own. The weights stay their owner's; the decoder sees changes made to them.
 */
public final class Decoder implements AutoCloseable {
    private final TorchRuntime runtime;
    private final ModelConfig config;
    private final IValue decoder;
    private final int order;

    private Decoder(TorchRuntime runtime, ModelConfig config, IValue decoder, int order) {
        this.runtime = runtime;
        this.config = config;
        this.decoder = decoder;
        this.order = order;
    }

    public static Decoder of(TorchRuntime runtime, ModelConfig config, Parameters weights) {
        return of(runtime, config, weights, NumberType.FP32);
    }

    /** A decoder that computes in a type of its own, and holds a copy of the weights where that is not float32. */
    public static Decoder of(TorchRuntime runtime, ModelConfig config, Parameters weights, NumberType type) {
        try (IValue value = value(runtime, weights, type)) {
            return load(runtime, config, value, Map.of(), Map.of(), 0);
        }
    }

    static Decoder of(TorchRuntime runtime, ModelConfig config, Weights weights) {
        return load(runtime, config, weights.value(), Map.of(), Map.of(), 0);
    }

    /** A decoder that also carries the derivative of every number along {@code tangent}, a direction in the space of the weights. */
    public static Decoder dual(TorchRuntime runtime, ModelConfig config, Parameters weights, Parameters tangent) {
        return dual(runtime, config, weights, tangent, NumberType.FP32);
    }

    /** The same in a type of its own, with copies of weights and tangent where that is not float32. */
    public static Decoder dual(
            TorchRuntime runtime, ModelConfig config, Parameters weights, Parameters tangent, NumberType type) {
        try (IValue value = value(runtime, weights, type)) {
            return load(runtime, config, value, tangent.tensors(), Map.of(), 0);
        }
    }

    /** In the weights' type, of which the tangent is copied to where it is not float32. */
    static Decoder dual(TorchRuntime runtime, ModelConfig config, Weights weights, Parameters tangent) {
        return load(runtime, config, weights.value(), tangent.tensors(), Map.of(), 0);
    }

    /** For generating only, from packed copies of the weights' files: cannot be differentiated. Tangents may be empty. */
    static Decoder packed(TorchRuntime runtime, ModelConfig config, Weights weights, Map<String, NDArray> tangents) {
        try (IValue packed = weights.packed(config)) {
            return load(runtime, config, weights.value(), packed, tangents, Map.of(), 0);
        }
    }

    /** A decoder with a low-rank adapter on some of its projections. */
    public static Decoder lora(TorchRuntime runtime, ModelConfig config, Parameters weights, LoraAdapter adapter) {
        try (IValue value = value(runtime, weights, NumberType.FP32)) {
            return load(runtime, config, value, Map.of(), adapter.parameters().tensors(), adapter.scale());
        }
    }

    private static IValue value(TorchRuntime runtime, Parameters weights, NumberType type) {
        try (IValue dictionary = TorchRuntime.dictionary(weights.tensors())) {
            return runtime.call("weights", dictionary, type.torchNumber());
        }
    }

    private static Decoder load(
            TorchRuntime runtime,
            ModelConfig config,
            IValue weights,
            Map<String, NDArray> tangent,
            Map<String, NDArray> adapter,
            double scale) {
        try (IValue none = Weights.none(runtime, NumberType.FP32)) {
            return load(runtime, config, weights, none, tangent, adapter, scale);
        }
    }

    private static Decoder load(
            TorchRuntime runtime,
            ModelConfig config,
            IValue weights,
            IValue packed,
            Map<String, NDArray> tangent,
            Map<String, NDArray> adapter,
            double scale) {
        try (NDManager manager = runtime.newManager();
                IValue tangentMap = TorchRuntime.dictionary(tangent);
                IValue adapterMap = TorchRuntime.dictionary(adapter)) {
            IValue decoder = runtime.call(
                    "load",
                    weights,
                    packed,
                    tangentMap,
                    adapterMap,
                    scale,
                    config.normEpsilon(),
                    config.layers(),
                    config.kvHeads(),
                    config.headWidth(),
                    manager.create(config.rotaryFrequencies()));
            return new Decoder(runtime, config, decoder, tangent.isEmpty() ? 1 : 2);
        }
    }

    public ModelConfig config() {
        return config;
    }

    /** N: 1, or 2 with derivatives. */
    public int order() {
        return order;
    }

    /**
     * Logits of every position: N, B, T, V, owned by {@code manager}. Shorter rows are padded at the right; what stands there means nothing.
     */
    public NDArray logits(NDManager manager, int[][] tokens) {
        TokenGrid grid = grid(tokens);
        try (NDArray input = grid.tensor(manager)) {
            return runtime.tensor(manager, "forward", decoder, input);
        }
    }

    /** As {@link #logits}, but log-probabilities and, for N = 2, their derivatives. */
    public NDArray logProbabilities(NDManager manager, int[][] tokens) {
        try (NDArray logits = logits(manager, tokens)) {
            return runtime.tensor(manager, "log_softmax", logits);
        }
    }

    /**
     * Negative log-likelihood of the completions' tokens in nats, summed: a scalar owned by {@code manager}. Can be differentiated while
     * {@link Gradients} are on; divide by the number of tokens first where a mean is wanted.
     */
    public NDArray summedLoss(NDManager manager, List<CompletionExample> batch) {
        return selectedLoss(manager, batch.stream().map(SelectedTokens::all).toList());
    }

    /** As {@link #summedLoss}, but only of the selected tokens. */
    public NDArray selectedLoss(NDManager manager, List<SelectedTokens> batch) {
        return loss(manager, batch.stream().map(List::of).toList(), Dropout.NONE);
    }

    /**
     * As {@link #summedLoss}, for a training step: completions may share a row, in which none sees the others, and an adapter gets only a part
     * of its input.
     */
    public NDArray trainingLoss(NDManager manager, List<List<CompletionExample>> rows, Dropout dropout) {
        return loss(
                manager,
                rows.stream()
                        .map(row -> row.stream().map(SelectedTokens::all).toList())
                        .toList(),
                dropout);
    }

    private NDArray loss(NDManager manager, List<List<SelectedTokens>> batch, Dropout dropout) {
        LossRows rows = LossRows.of(batch, config.vocabularySize());
        requireRoom(rows.tokens().rows(), rows.longest());
        try (NDManager step = runtime.newManager()) {
            NDArray loss = runtime.tensor(
                    step,
                    "summed_loss",
                    decoder,
                    rows.tokens().tensor(step),
                    rows.positions().tensor(step),
                    step.create(rows.predicting()),
                    step.create(rows.targets()),
                    dropout.rate(),
                    dropout.seed());
            loss.attach(manager);
            return loss;
        }
    }

    /** The largest probability at a temperature after every position: B, T. What stands beyond a shorter row's end means nothing. */
    public float[][] largestProbabilities(int[][] tokens, double temperature) {
        TokenGrid grid = grid(tokens);
        try (NDManager step = runtime.newManager()) {
            float[] largest = Gradients.off(
                    () -> runtime.tensor(step, "largest_probabilities", decoder, grid.tensor(step), temperature)
                            .toFloatArray());
            float[][] rows = new float[grid.rows()][];
            for (int b = 0; b < rows.length; b++) {
                rows[b] = Arrays.copyOfRange(largest, b * grid.columns(), (b + 1) * grid.columns());
            }
            return rows;
        }
    }

    /** An empty cache for {@code rows} sequences of at most {@code slots} tokens. */
    public KvCache newCache(int rows, int slots) {
        if (rows < 1) {
            throw new IllegalArgumentException("invalid value " + rows + " for rows: must be positive");
        }
        if (slots < 1 || slots > config.maxPositions()) {
            throw new IllegalArgumentException(
                    "invalid value " + slots + " for slots: the model has " + config.maxPositions() + " positions");
        }
        return new KvCache(runtime, runtime.call("new_cache", decoder, rows, slots), rows, slots);
    }

    /**
     * Feeds new tokens and returns the logits after each row's last one.
     *
     * @param firstRow row b of the batch is row firstRow + b of the cache
     * @param tokens at least one for each row; rows may differ in length
     * @param starts the position of each row's first new token; those before it must have been fed
     * @param candidatesOrNull if given, only these entries of the vocabulary are computed; rows may differ in length, and the result is padded
     * @return for each of N: B times V logits, or B times M for candidates
     */
    public float[][] step(KvCache cache, int firstRow, int[][] tokens, int[] starts, int[][] candidatesOrNull) {
        TokenGrid grid = grid(tokens);
        int length = CachePlaces.require(cache, firstRow, tokens, starts);
        try (NDManager step = runtime.newManager()) {
            List<Object> arguments = new ArrayList<>(List.of(
                    decoder,
                    cache.value(),
                    firstRow,
                    grid.tensor(step),
                    CachePlaces.positions(step, cache, grid, tokens, starts),
                    length,
                    CachePlaces.last(step, tokens)));
            if (candidatesOrNull != null) {
                if (candidatesOrNull.length != tokens.length) {
                    throw new IllegalArgumentException("invalid value " + candidatesOrNull.length
                            + " for the rows of candidates: there are " + tokens.length + " rows of tokens");
                }
                TokenGrid candidates = TokenGrid.of(candidatesOrNull, config.vocabularySize());
                if (candidates.columns() == 0) {
                    throw new IllegalArgumentException(
                            "invalid value 0 for the number of candidates: must be positive");
                }
                arguments.add(candidates.tensor(step));
            }
            float[] logits = Gradients.off(
                    () -> runtime.tensor(step, "step", arguments.toArray()).toFloatArray());
            for (int b = 0; b < tokens.length; b++) {
                cache.filled(firstRow + b, starts[b] + tokens[b].length);
            }
            return halves(logits);
        }
    }

    private TokenGrid grid(int[][] tokens) {
        TokenGrid grid = TokenGrid.of(tokens, config.vocabularySize());
        requireRoom(grid.rows(), grid.columns());
        return grid;
    }

    private void requireRoom(int rows, int tokens) {
        if (rows == 0) {
            throw new IllegalArgumentException("invalid value 0 for the number of rows: must be positive");
        }
        if (tokens < 1 || tokens > config.maxPositions()) {
            throw new IllegalArgumentException("invalid value " + tokens
                    + " for the number of tokens: must lie between 1 and the model's " + config.maxPositions());
        }
    }

    private float[][] halves(float[] numbers) {
        if (order == 1) {
            return new float[][] {numbers};
        }
        int half = numbers.length / 2;
        return new float[][] {Arrays.copyOf(numbers, half), Arrays.copyOfRange(numbers, half, numbers.length)};
    }

    @Override
    public void close() {
        decoder.close();
    }
}
