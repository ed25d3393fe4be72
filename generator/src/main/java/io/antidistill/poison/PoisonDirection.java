package io.antidistill.poison;

import io.antidistill.model.LanguageModel;
import io.antidistill.model.Parameters;
import io.antidistill.model.TorchRuntime;
import io.antidistill.weights.ModelFormatException;
import io.antidistill.weights.SafetensorsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The direction g in the space of the proxy's weights along which the downstream loss rises, at unit L2 norm over all parameters (a tied
 * embedding counts once). Owns its tensors; safe to share among threads.
 */
public final class PoisonDirection implements AutoCloseable {
    private final PoisonMetadata metadata;
    private final Parameters tensors;
    private final String id;

    PoisonDirection(PoisonMetadata metadata, Parameters tensors) {
        this.metadata = metadata;
        this.tensors = tensors;
        this.id = TraceDigest.of(tensors.sha256() + metadata.toMap()).substring(0, 12);
    }

    /**
     * Reads a direction that was made for this proxy.
     *
     * @throws ModelFormatException if it was made for other weights, or is damaged
     */
    public static PoisonDirection load(TorchRuntime runtime, Path file, LanguageModel proxy) {
        SafetensorsFile safetensors = SafetensorsFile.open(file);
        PoisonMetadata metadata = PoisonMetadata.of(file, safetensors.metadata());
        if (!metadata.proxySha256().equals(proxy.sha256())) {
            throw new ModelFormatException(
                    file + " was made for other weights (SHA-256 " + shortened(metadata.proxySha256())
                            + ") than those of proxy " + proxy.name() + " (" + shortened(proxy.sha256())
                            + "); make it anew with: antidistill poison");
        }
        requireShapes(safetensors, proxy);
        Parameters tensors = Parameters.read(runtime, file);
        double norm = tensors.norm();
        if (!(Math.abs(norm - 1) < 1e-3)) { // also where a number is NaN or infinite
            tensors.close();
            throw new ModelFormatException(file + " is damaged: the norm of its numbers is " + norm
                    + " and not 1; make it anew with: antidistill poison");
        }
        return new PoisonDirection(metadata, tensors);
    }

    private static void requireShapes(SafetensorsFile file, LanguageModel proxy) {
        Map<String, List<Long>> shapes = proxy.config().parameterShapes();
        if (!file.names().equals(shapes.keySet())) {
            throw new ModelFormatException(file.path() + " has other tensors than proxy " + proxy.name()
                    + " has parameters; make it anew with: antidistill poison");
        }
        shapes.forEach((name, shape) -> {
            if (!file.shape(name).equals(shape)) {
                throw new ModelFormatException(file.path() + ": tensor " + name + " has shape " + file.shape(name)
                        + " and the proxy's parameter " + shape + "; make it anew with: antidistill poison");
            }
        });
    }

    /** The file appears whole or not at all. */
    public void save(Path file) {
        tensors.save(file, metadata.toMap());
    }

    /** A short hash of the content, for the record of a trace. */
    public String id() {
        return id;
    }

    /** The gradient's norm before it was scaled to one: λ on the raw gradient is this times smaller. */
    public double rawNorm() {
        return metadata.rawNorm();
    }

    public PoisonMetadata metadata() {
        return metadata;
    }

    /** One tensor for each parameter of the proxy; they stay this direction's own. */
    public Parameters tensors() {
        return tensors;
    }

    private static String shortened(String sha256) {
        return sha256.substring(0, 12) + "…";
    }

    @Override
    public void close() {
        tensors.close();
    }
}
