package io.antidistill.model;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    private final IValue all;
    private final List<Group> groups;
    private final double clip;
    private long steps;

    /** Parameters that share a weight decay, with their moments. */
    private record Group(IValue parameters, IValue firstMoments, IValue secondMoments, double weightDecay) {}

    /** The two moments of every parameter, and how many steps they come from. Owns its tensors. */
    public record State(Parameters firstMoments, Parameters secondMoments, long steps) implements AutoCloseable {
        /** Nothing yet. */
        public static State before(Parameters parameters) {
            return new State(parameters.zeros(), parameters.zeros(), 0);
        }

        @Override
        public void close() {
            firstMoments.close();
            secondMoments.close();
        }
    }

    /** @param clip the largest norm of all gradients together; 0 for none */
    public AdamW(TorchRuntime runtime, Parameters parameters, double weightDecay, double clip) {
        this(runtime, parameters, weightDecay, clip, State.before(parameters));
    }

    /** Goes on from a state, which it owns from now on. */
    public AdamW(TorchRuntime runtime, Parameters parameters, double weightDecay, double clip, State state) {
        if (!(weightDecay >= 0) || !(clip >= 0)) {
            throw new IllegalArgumentException(
                    "invalid value " + weightDecay + ", " + clip + " for weightDecay and clip: must not be negative");
        }
        this.runtime = runtime;
        this.firstMoments = state.firstMoments();
        this.secondMoments = state.secondMoments();
        this.steps = state.steps();
        this.clip = clip;
        this.all = list(parameters, List.copyOf(parameters.names()));
        Map<Boolean, List<String>> names = parameters.names().stream()
                .collect(Collectors.partitioningBy(
                        name -> parameters.get(name).getShape().dimension() > 1));
        this.groups = Stream.of(true, false)
                .filter(matrices -> !names.get(matrices).isEmpty())
                .map(matrices -> new Group(
                        list(parameters, names.get(matrices)),
                        list(firstMoments, names.get(matrices)),
                        list(secondMoments, names.get(matrices)),
                        matrices ? weightDecay : 0))
                .toList();
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
        return Gradients.off(() -> {
            double norm = clipGradients();
            if (!Double.isFinite(norm)) {
                throw new ArithmeticException(
                        "the gradient's norm is " + norm + " in step " + (steps + 1) + "; lower the learning rate");
            }
            steps++;
            for (Group group : groups) {
                runtime.run(
                        "adamw_step",
                        group.parameters,
                        group.firstMoments,
                        group.secondMoments,
                        learningRate,
                        BETA1,
                        BETA2,
                        EPSILON,
                        group.weightDecay,
                        steps);
            }
            runtime.run("zero_gradients", all);
            return norm;
        });
    }

    /** The state as it is now; it stays this optimiser's own and changes with the next step. */
    public State state() {
        return new State(firstMoments, secondMoments, steps);
    }

    private double clipGradients() {
        try (IValue norm = runtime.call("clip_gradients", all, clip)) {
            return norm.toDouble();
        }
    }

    @Override
    public void close() {
        all.close();
        for (Group group : groups) {
            group.parameters.close();
            group.firstMoments.close();
            group.secondMoments.close();
        }
        firstMoments.close();
        secondMoments.close();
    }
}
