package io.antidistill.model;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;

/**
 * AdamW with bias correction and a clip of the gradients' global norm, all parameters in one call. Weight decay is for matrices only, not
 * for biases and norms. Belongs to the thread that trains; use it within {@link Gradients} to which the same parameters are attached.
 */
public final class AdamW implements AutoCloseable {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final TorchRuntime runtime;
    private final Parameters firstMoments;
    private final Parameters secondMoments;
    private final IValue[] lists;
    private final int decayed;
    private final double weightDecay;
    private final double clip;
    private long steps;

    /** @param clip the largest norm of all gradients together; 0 for none */
    public AdamW(TorchRuntime runtime, Parameters parameters, double weightDecay, double clip) {
        if (!(weightDecay >= 0) || !(clip >= 0)) {
            throw new IllegalArgumentException(
                    "invalid value " + weightDecay + ", " + clip + " for weightDecay and clip: must not be negative");
        }
        List<String> matrices = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String name : parameters.names()) {
            (parameters.get(name).getShape().dimension() > 1 ? matrices : others).add(name);
        }
        this.runtime = runtime;
        this.firstMoments = parameters.zeros();
        this.secondMoments = parameters.zeros();
        this.decayed = matrices.size();
        this.weightDecay = weightDecay;
        this.clip = clip;
        List<String> order = new ArrayList<>(matrices);
        order.addAll(others);
        this.lists = new IValue[] {
            list(parameters, order), list(firstMoments, order), list(secondMoments, order),
        };
    }

    private static IValue list(Parameters parameters, List<String> order) {
        List<NDArray> tensors = new ArrayList<>();
        order.forEach(name -> tensors.add(parameters.get(name)));
        return TorchRuntime.list(tensors);
    }

    /**
     * Moves the parameters in place and sets their gradients to zero.
     *
     * @return the gradients' norm before clipping
     * @throws ArithmeticException if the norm is not finite; the parameters are then as they were
     */
    public double step(double learningRate) {
        steps++;
        double norm = Gradients.off(() -> {
            try (IValue result = runtime.call(
                    "adamw_step",
                    lists[0],
                    lists[1],
                    lists[2],
                    decayed,
                    learningRate,
                    BETA1,
                    BETA2,
                    EPSILON,
                    weightDecay,
                    steps,
                    clip)) {
                return result.toDouble();
            }
        });
        if (!Double.isFinite(norm)) {
            throw new ArithmeticException(
                    "the gradient's norm is " + norm + " in step " + steps + "; lower the learning rate");
        }
        return norm;
    }

    @Override
    public void close() {
        for (IValue list : lists) {
            list.close();
        }
        firstMoments.close();
        secondMoments.close();
    }
}
