package io.antidistill.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.IValue;
import io.antidistill.weights.ModelConfig;
import io.antidistill.weights.ModelFormatException;
import io.antidistill.weights.SafetensorsFile;
import io.antidistill.weights.TensorEntry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A model's weights as the decoder's text holds them: mapped from their file and, where the type is the file's own, never copied. They
 * stay inside PyTorch, because asking DJL for the type of a bfloat16 tensor ends the process. Immutable.
 */
final class Weights implements AutoCloseable {
    /** Numbers that are hashed at once: bounds the memory that takes. */
    private static final long HASHED_AT_ONCE = 1 << 20;

    private final TorchRuntime runtime;
    private final IValue value;
    private final NumberType type;
    private final Map<String, TensorPlace> places;

    private record TensorPlace(SafetensorsFile file, TensorEntry entry) {}

    private Weights(TorchRuntime runtime, IValue value, NumberType type, Map<String, TensorPlace> places) {
        this.runtime = runtime;
        this.value = value;
        this.type = type;
        this.places = places;
    }

    /**
     * Maps the named tensors, each from its own file.
     *
     * @param typeOrNull null for the file's own: bfloat16 where every tensor is, else float32, in which float16 is exact
     * @throws ModelFormatException if they are of types that weights cannot have
     */
    static Weights map(
            TorchRuntime runtime,
            Function<String, SafetensorsFile> files,
            Collection<String> names,
            NumberType typeOrNull) {
        Map<String, TensorPlace> places = new TreeMap<>();
        for (String name : names) {
            SafetensorsFile file = files.apply(name);
            places.put(name, new TensorPlace(file, file.entry(name)));
        }
        places.forEach((name, place) -> stored(name, place));
        NumberType type = typeOrNull != null ? typeOrNull : ownType(places);
        Weights weights = new Weights(runtime, none(runtime, type), type, places);
        try (MappedFiles mapped = new MappedFiles(runtime)) {
            places.forEach((name, place) -> weights.add(name, place, mapped));
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
        return weights;
    }

    private static NumberType ownType(Map<String, TensorPlace> places) {
        return places.values().stream().allMatch(place -> place.entry().dtype().equals("BF16"))
                ? NumberType.BF16
                : NumberType.FP32;
    }

    private static NumberType.Stored stored(String name, TensorPlace place) {
        NumberType.Stored stored = NumberType.storedOrNull(place.entry().dtype());
        if (stored == null) {
            throw new ModelFormatException(place.file().path() + ": tensor " + name + " has dtype "
                    + place.entry().dtype() + "; convert the weights to F32, F16 or BF16");
        }
        return stored;
    }

    private void add(String name, TensorPlace place, MappedFiles files) {
        NumberType.Stored stored = stored(name, place);
        TensorEntry entry = place.entry();
        runtime.run(
                "map_weight",
                value,
                name,
                files.get(place.file()),
                entry.first(),
                entry.last(),
                stored.torchNumber(),
                stored.width(),
                type.torchNumber(),
                shape(entry).getShape(),
                runtime.deviceName());
    }

    /** The script's object; it stays this one's own. */
    IValue value() {
        return value;
    }

    NumberType type() {
        return type;
    }

    /**
     * Copies of the matrices that are multiplied by, in the order that the processor's kernels want; empty where it has none. Made one by one
     * through mappings of their own, so that of the mapped weights themselves only the embedding's rows need memory. The caller closes it.
     */
    IValue packed(ModelConfig config) {
        IValue packed = none(runtime, type);
        if (runtime.canPack(type)) {
            PackedMatrices.groups(config).forEach((name, parts) -> pack(packed, name, parts));
        }
        return packed;
    }

    private void pack(IValue packed, String name, List<String> parts) {
        try (MappedFiles files = new MappedFiles(runtime);
                Weights read = new Weights(runtime, none(runtime, type), type, Map.of())) {
            parts.forEach(part -> read.add(part, places.get(part), files));
            runtime.run("pack_weights", packed, name, read.value);
        }
    }

    /** The script's object for no weights at all. The caller closes it. */
    static IValue none(TorchRuntime runtime, NumberType type) {
        try (IValue none = TorchRuntime.dictionary(Map.of())) {
            return runtime.call("weights", none, type.torchNumber());
        }
    }

    /** In float32: the same tensors where they are float32, so that whoever changes them changes the decoder; else copies. The caller closes them. */
    Parameters parameters() {
        return Parameters.make(runtime, places.keySet(), (owner, name) -> runtime.tensor(owner, "weight", value, name));
    }

    /** Hash of what the files hold, whatever type it is kept in: that of {@link Parameters#sha256} for the same numbers. */
    String sha256() {
        WeightDigest digest = new WeightDigest();
        places.forEach((name, place) -> hash(name, place, digest));
        return digest.hex();
    }

    private void hash(String name, TensorPlace place, WeightDigest digest) {
        NumberType.Stored stored = stored(name, place);
        TensorEntry entry = place.entry();
        digest.begin(name, shape(entry));
        long step = HASHED_AT_ONCE * stored.width();
        for (long first = entry.first(); first < entry.last(); first += step) {
            long last = Math.min(first + step, entry.last());
            long[] shape = {(last - first) / stored.width()};
            // A mapping of its own, so that what has been hashed does not stay in memory
            try (MappedFiles files = new MappedFiles(runtime);
                    NDManager manager = runtime.newManager()) {
                NDArray numbers = runtime.tensor(
                        manager,
                        "copy_part",
                        files.get(place.file()),
                        first,
                        last,
                        stored.torchNumber(),
                        stored.width(),
                        shape);
                digest.add(numbers);
            }
        }
    }

    private static Shape shape(TensorEntry entry) {
        return new Shape(entry.shape());
    }

    @Override
    public void close() {
        value.close();
    }
}
