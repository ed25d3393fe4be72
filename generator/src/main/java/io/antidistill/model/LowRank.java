package io.antidistill.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Parameters whose matrices are stored as products: in the place of {@code name}, (m, n), stand {@code name.left}, (m, r), and {@code
 * name.right}, (r, n). Vectors stay as they are, and so do matrices that two factors would not make smaller. Pure.
 */
public final class LowRank {
    public static final String LEFT = ".left";
    public static final String RIGHT = ".right";

    /** Beyond the rank: makes the iteration exact enough. */
    private static final int SPARE = 8;

    private static final long SEED = 1;

    private LowRank() {}

    /** Factors that come nearest to the given parameters, or nearly so; the same every time. The caller closes them. */
    public static Parameters factors(TorchRuntime runtime, Parameters whole, int rank) {
        if (rank < 1) {
            throw new IllegalArgumentException("invalid value " + rank + " for the rank: must be positive");
        }
        Random random = new Random(SEED);
        Map<String, NDArray> made = new TreeMap<>();
        NDManager owner = runtime.newManager();
        try {
            for (String name : whole.names()) {
                NDArray tensor = whole.get(name);
                if (smallerAsFactors(tensor.getShape(), rank)) {
                    NDArray[] factors = factors(runtime, owner, tensor, rank, random);
                    made.put(name + LEFT, factors[0]);
                    made.put(name + RIGHT, factors[1]);
                } else {
                    made.put(name, runtime.tensor(owner, "clone", tensor));
                }
            }
            return Parameters.owning(runtime, owner, made);
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    /** What the factors stand for: under their names the products, everything else copied. The caller closes it. */
    public static Parameters products(TorchRuntime runtime, Parameters factors) {
        Map<String, String> leftByName = new TreeMap<>();
        factors.names().stream()
                .filter(name -> !name.endsWith(RIGHT))
                .forEach(name -> leftByName.put(withoutEnd(name), name));
        return Parameters.make(
                runtime,
                leftByName.keySet(),
                (owner, name) -> leftByName.get(name).equals(name)
                        ? runtime.tensor(owner, "clone", factors.get(name))
                        : runtime.tensor(owner, "product", factors.get(name + LEFT), factors.get(name + RIGHT)));
    }

    /** Factors of {@code factor} times as much. The caller closes them. */
    public static Parameters scaled(TorchRuntime runtime, Parameters factors, double factor) {
        return Parameters.make(
                runtime,
                factors.names(),
                (owner, name) ->
                        runtime.tensor(owner, "scaled", factors.get(name), name.endsWith(RIGHT) ? 1.0 : factor));
    }

    private static String withoutEnd(String name) {
        return name.endsWith(LEFT) ? name.substring(0, name.length() - LEFT.length()) : name;
    }

    private static boolean smallerAsFactors(Shape shape, int rank) {
        return shape.dimension() == 2 && rank * (shape.get(0) + shape.get(1)) < shape.size();
    }

    private static NDArray[] factors(TorchRuntime runtime, NDManager owner, NDArray matrix, int rank, Random random) {
        long columns = matrix.getShape().get(1);
        long width = Math.min(rank + SPARE, Math.min(matrix.getShape().get(0), columns));
        float[] start = new float[Math.toIntExact(columns * width)];
        for (int i = 0; i < start.length; i++) {
            start[i] = (float) random.nextGaussian();
        }
        try (NDManager step = runtime.newManager();
                IValue factors =
                        runtime.call("low_rank", matrix, step.create(start, new Shape(columns, width)), rank)) {
            return factors.toTensorArray((PtNDManager) owner);
        }
    }
}
