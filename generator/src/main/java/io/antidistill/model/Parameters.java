package io.antidistill.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.IValue;
import io.antidistill.weights.ModelConfig;
import io.antidistill.weights.ModelFormatException;
import io.antidistill.weights.SafetensorsFile;
import io.antidistill.weights.SafetensorsWriter;
import io.antidistill.weights.TensorEntry;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Named float32 tensors in memory, owned by this object: a model's weights, an adapter's, or a direction in their space.
 *
 * <p>Reading from several threads is safe as long as nobody trains them.
 */
public final class Parameters implements AutoCloseable {
    private final TorchRuntime runtime;
    private final NDManager manager;
    private final Map<String, NDArray> tensors;

    private Parameters(TorchRuntime runtime, NDManager manager, Map<String, NDArray> tensors) {
        this.runtime = runtime;
        this.manager = manager;
        this.tensors = Collections.unmodifiableMap(tensors);
    }

    /**
     * Copies every tensor of a file into memory; float16 and bfloat16 become float32.
     *
     * @throws ModelFormatException if the file is damaged or holds other types
     */
    public static Parameters read(TorchRuntime runtime, Path safetensors) {
        SafetensorsFile file = SafetensorsFile.open(safetensors);
        for (String name : file.names()) {
            if (NumberType.storedOrNull(file.dtype(name)) == null) {
                throw new ModelFormatException(file.path() + ": tensor " + name + " has dtype " + file.dtype(name)
                        + "; convert the weights to F32, F16 or BF16");
            }
        }
        try (MappedFiles files = new MappedFiles(runtime)) {
            return make(runtime, file.names(), (owner, name) -> {
                TensorEntry entry = file.entry(name);
                long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
                NumberType.Stored stored = NumberType.storedOrNull(entry.dtype());
                return runtime.tensor(
                        owner,
                        "copy_part",
                        files.get(file),
                        entry.first(),
                        entry.last(),
                        stored.torchNumber(),
                        stored.width(),
                        shape);
            });
        }
    }

    /** Fresh weights: matrices normal with standard deviation 0.02, biases zero, norms one. The same seed gives the same weights. */
    public static Parameters initialise(TorchRuntime runtime, ModelConfig config, long seed) {
        Random random = new Random(seed);
        Map<String, List<Long>> shapes = config.parameterShapes();
        return make(runtime, shapes.keySet(), (owner, name) -> {
            Shape shape = new Shape(shapes.get(name));
            if (shape.dimension() == 1) {
                return name.endsWith(".bias") ? owner.zeros(shape) : owner.ones(shape);
            }
            float[] numbers = new float[Math.toIntExact(shape.size())];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) (0.02 * random.nextGaussian());
            }
            return filled(runtime, owner, numbers, shape);
        });
    }

    /** Takes the manager over, which owns these tensors. */
    static Parameters owning(TorchRuntime runtime, NDManager manager, Map<String, NDArray> tensors) {
        return new Parameters(runtime, manager, tensors);
    }

    static Parameters make(
            TorchRuntime runtime, Collection<String> names, BiFunction<NDManager, String, NDArray> maker) {
        NDManager manager = runtime.newManager();
        try {
            Map<String, NDArray> tensors = new TreeMap<>();
            for (String name : names) {
                tensors.put(name, maker.apply(manager, name));
            }
            return new Parameters(runtime, manager, tensors);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** A tensor in PyTorch's own memory. What {@code NDManager.create} makes lies in Java's and goes with its handle. */
    static NDArray filled(TorchRuntime runtime, NDManager owner, float[] numbers, Shape shape) {
        try (NDArray borrowed = owner.create(numbers, shape)) {
            return runtime.tensor(owner, "clone", borrowed);
        }
    }

    /** In the order of the names. */
    public Set<String> names() {
        return tensors.keySet();
    }

    /** The tensor itself; it stays these parameters' own. */
    public NDArray get(String name) {
        NDArray tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("invalid value " + name + " for a parameter's name: there is none");
        }
        return tensor;
    }

    public Parameters copy() {
        return make(runtime, names(), (owner, name) -> runtime.tensor(owner, "clone", get(name)));
    }

    /** A copy of some of these under other names: {@code original} gives each new name's old one. */
    public Parameters renamed(Collection<String> newNames, UnaryOperator<String> original) {
        return make(runtime, newNames, (owner, name) -> runtime.tensor(owner, "clone", get(original.apply(name))));
    }

    /** A copy of those whose names begin so, under what is left of their names. */
    public Parameters part(String prefix) {
        List<String> rest = names().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .toList();
        return renamed(rest, name -> prefix + name);
    }

    /** Zeros of the same names and shapes. */
    public Parameters zeros() {
        return make(runtime, names(), (owner, name) -> owner.zeros(get(name).getShape()));
    }

    /** The same numbers in the same memory, but with gradients of their own. */
    public Parameters alias() {
        return make(runtime, names(), (owner, name) -> runtime.tensor(owner, "alias", get(name)));
    }

    /** These parameters plus {@code factor} times a direction that has the same names. */
    public Parameters shifted(Parameters direction, double factor) {
        return make(
                runtime,
                names(),
                (owner, name) -> runtime.tensor(owner, "shifted", get(name), direction.get(name), factor));
    }

    /** The L2 norm of all numbers together; NaN or infinite if one of them is. */
    public double norm() {
        try (IValue list = TorchRuntime.list(List.copyOf(tensors.values()));
                IValue norm = runtime.call("norm", list)) {
            return norm.toDouble();
        }
    }

    /** The inner product with others of the same names and shapes, summed in double precision. */
    public double dot(Parameters other) {
        if (!names().equals(other.names())) {
            throw new IllegalArgumentException(
                    "invalid value " + other.names() + " for the other's names: they must be " + names());
        }
        try (IValue mine = TorchRuntime.list(List.copyOf(tensors.values()));
                IValue theirs = TorchRuntime.list(List.copyOf(other.tensors.values()));
                IValue dot = runtime.call("dot", mine, theirs)) {
            return dot.toDouble();
        }
    }

    /** A copy, times {@code factor}. */
    public Parameters scaled(double factor) {
        return make(runtime, names(), (owner, name) -> runtime.tensor(owner, "scaled", get(name), factor));
    }

    /** Writes a safetensors file. */
    public void save(Path file, Map<String, String> metadata) {
        SafetensorsWriter.write(file, tensors, metadata);
    }

    /** How many numbers these are. */
    public long count() {
        return tensors.values().stream().mapToLong(NDArray::size).sum();
    }

    /** Hash of names, shapes and numbers: the same whatever file they came from. */
    public String sha256() {
        WeightDigest digest = new WeightDigest();
        tensors.forEach((name, tensor) -> {
            digest.begin(name, tensor.getShape());
            digest.add(tensor);
        });
        return digest.hex();
    }

    TorchRuntime runtime() {
        return runtime;
    }

    Map<String, NDArray> tensors() {
        return tensors;
    }

    @Override
    public void close() {
        manager.close();
    }
}
