package io.antidistill.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A stretch of one thread's work during which the decoder's calls can be differentiated with respect to the attached parameters:
 *
 * <pre>{@code
 * try (Gradients gradients = Gradients.on()) {
 *     gradients.attach(parameters);
 *     gradients.backward(decoder.summedLoss(manager, batch));
 *     NDArray gradient = gradients.of("model.norm.weight");
 * }
 * }</pre>
 *
 * <p>Belongs to the thread that opened it and does not nest. Gradients add up until {@link #zero}. The memory for them lives as long as the
 * parameters that were attached; {@link Parameters#alias} makes it shorter.
 */
public final class Gradients implements AutoCloseable {
    private static final ThreadLocal<Gradients> CURRENT = new ThreadLocal<>();

    private final Map<String, NDArray> leaves = new TreeMap<>();
    private final List<NDArray> handles = new ArrayList<>();

    private Gradients() {}

    public static Gradients on() {
        if (CURRENT.get() != null) {
            throw new IllegalStateException("gradients are already on in this thread: close them first");
        }
        Gradients gradients = new Gradients();
        CURRENT.set(gradients);
        JniUtils.setGradMode(true);
        return gradients;
    }

    static boolean areOn() {
        return CURRENT.get() != null;
    }

    /** Does some work of which nothing is recorded, though gradients may be on. */
    static <T> T off(Supplier<T> work) {
        Gradients current = CURRENT.get();
        CURRENT.remove();
        try {
            return work.get();
        } finally {
            if (current != null) {
                CURRENT.set(current);
                JniUtils.setGradMode(true);
            }
        }
    }

    /** Asks for gradients of these parameters. Their names must differ from those attached before. */
    public void attach(Parameters parameters) {
        for (String name : parameters.names()) {
            PtNDArray tensor = (PtNDArray) parameters.get(name);
            if (leaves.putIfAbsent(name, tensor) != null) {
                throw new IllegalArgumentException("invalid value " + name + " for a parameter's name: attached twice");
            }
            JniUtils.attachGradient(tensor, true);
        }
    }

    /** Adds the gradients of a scalar to those kept so far, and closes the scalar. */
    public void backward(NDArray loss) {
        backward(loss, 1);
    }

    /**
     * Adds so many times the gradients of a scalar to those kept so far, and closes the scalar. Do not multiply the scalar itself: DJL keeps
     * the number in Java's memory, and a collection in between leaves PyTorch with whatever lies there next.
     */
    public void backward(NDArray loss, double factor) {
        try (loss;
                NDManager manager = loss.getManager().newSubManager()) {
            JniUtils.backward((PtNDArray) loss, (PtNDArray) manager.full(new Shape(), (float) factor), false, false);
        }
    }

    /** The gradient of one parameter, valid until this is closed; it is the sum itself, not a copy. */
    public NDArray of(String name) {
        NDArray leaf = leaves.get(name);
        if (leaf == null) {
            throw new IllegalArgumentException("invalid value " + name + " for a parameter's name: not attached");
        }
        NDArray gradient = JniUtils.getGradient((PtNDArray) leaf);
        if (gradient == null) {
            throw new IllegalStateException("no gradient of " + name + " yet: call backward first");
        }
        handles.add(gradient);
        return gradient;
    }

    /** A copy of all gradients under their parameters' names, which the caller closes. */
    public Parameters copy(TorchRuntime runtime) {
        return Parameters.make(runtime, leaves.keySet(), (owner, name) -> runtime.tensor(owner, "clone", of(name)));
    }

    /** Starts the sums afresh. */
    public void zero() {
        leaves.values().stream()
                .map(PtNDArray.class::cast)
                .filter(PtNDArray::hasGradient)
                .forEach(JniUtils::zeroGrad);
    }

    @Override
    public void close() {
        handles.forEach(NDArray::close);
        zero();
        leaves.values().forEach(leaf -> JniUtils.attachGradient((PtNDArray) leaf, false));
        JniUtils.setGradMode(false);
        CURRENT.remove();
    }
}
