package io.antidistill.model;

import ai.djl.pytorch.jni.IValue;
import io.antidistill.weights.SafetensorsFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Files as tensors of bytes, each mapped once. A mapping lasts as long as a tensor that looks into it, whatever becomes of this. */
final class MappedFiles implements AutoCloseable {
    private final TorchRuntime runtime;
    private final Map<Path, IValue> files = new HashMap<>();

    MappedFiles(TorchRuntime runtime) {
        this.runtime = runtime;
    }

    IValue get(SafetensorsFile file) {
        return files.computeIfAbsent(
                file.path(),
                path -> runtime.call("map_file", path.toString(), path.toFile().length()));
    }

    @Override
    public void close() {
        files.values().forEach(IValue::close);
    }
}
