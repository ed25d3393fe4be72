package io.antidistill.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.antidistill.weights.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A low-rank change of some projections, y = W x + (alpha / rank) B (A x), that can be trained while W stays as it is. A starts random and B
 * zero, so that a fresh adapter changes nothing. Owns its tensors, named {@code layer.lora_A} and {@code layer.lora_B}.
 */
public final class LoraAdapter implements AutoCloseable {
    /** Every projection of a block. */
    public static final List<String> ALL_PROJECTIONS =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    private final int rank;
    private final double alpha;
    private final List<String> targets;
    private final Parameters parameters;

    private LoraAdapter(int rank, double alpha, List<String> targets, Parameters parameters) {
        this.rank = rank;
        this.alpha = alpha;
        this.targets = targets;
        this.parameters = parameters;
    }

    /** A fresh adapter for the projections named, such as {@link #ALL_PROJECTIONS}. The same seed gives the same numbers. */
    public static LoraAdapter initialise(
            TorchRuntime runtime, ModelConfig config, int rank, double alpha, List<String> targets, long seed) {
        requireUsable(rank, alpha, targets);
        Map<String, List<Long>> shapes = config.parameterShapes();
        List<String> names = new ArrayList<>();
        for (String name : shapes.keySet()) {
            String layer = layer(name);
            if (name.endsWith(".weight") && targets.contains(layer.substring(layer.lastIndexOf('.') + 1))) {
                names.add(layer + ".lora_A");
                names.add(layer + ".lora_B");
            }
        }
        Random random = new Random(seed);
        Parameters parameters = Parameters.make(runtime, names, (owner, name) -> {
            List<Long> shape = shapes.get(layer(name) + ".weight");
            long out = shape.get(0);
            long in = shape.get(1);
            return name.endsWith("A")
                    ? uniform(runtime, owner, new Shape(rank, in), random)
                    : owner.zeros(new Shape(out, rank));
        });
        return new LoraAdapter(rank, alpha, List.copyOf(targets), parameters);
    }

    /** An adapter of numbers that were {@link #parameters} of one like it; it owns them. */
    public static LoraAdapter of(int rank, double alpha, List<String> targets, Parameters parameters) {
        requireUsable(rank, alpha, targets);
        return new LoraAdapter(rank, alpha, List.copyOf(targets), parameters);
    }

    private static void requireUsable(int rank, double alpha, List<String> targets) {
        if (rank < 1) {
            throw new IllegalArgumentException("invalid value " + rank + " for rank: must be positive");
        }
        if (!(alpha > 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException("invalid value " + alpha + " for alpha: must be positive and finite");
        }
        if (targets.isEmpty() || !ALL_PROJECTIONS.containsAll(targets)) {
            throw new IllegalArgumentException(
                    "invalid value " + targets + " for targets: choose from " + ALL_PROJECTIONS);
        }
    }

    public int rank() {
        return rank;
    }

    public double alpha() {
        return alpha;
    }

    public List<String> targets() {
        return targets;
    }

    public double scale() {
        return alpha / rank;
    }

    /** A and B of every projection, still this adapter's own. */
    public Parameters parameters() {
        return parameters;
    }

    /** New weights with the adapter added: W + (alpha / rank) B A. */
    public Parameters merge(Parameters base) {
        TorchRuntime runtime = parameters.runtime();
        return Parameters.make(runtime, base.names(), (owner, name) -> {
            String layer = layer(name);
            if (!name.endsWith(".weight") || !parameters.names().contains(layer + ".lora_A")) {
                return runtime.tensor(owner, "clone", base.get(name));
            }
            NDArray down = parameters.get(layer + ".lora_A");
            return runtime.tensor(owner, "merged", base.get(name), down, parameters.get(layer + ".lora_B"), scale());
        });
    }

    /** As PEFT starts A: Kaiming's uniform distribution with a = sqrt(5), whose bound is 1 / sqrt(in). */
    private static NDArray uniform(TorchRuntime runtime, NDManager owner, Shape shape, Random random) {
        double bound = 1 / Math.sqrt(shape.get(1));
        float[] numbers = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        return Parameters.filled(runtime, owner, numbers, shape);
    }

    private static String layer(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }

    @Override
    public void close() {
        parameters.close();
    }
}
