package io.antidistill.poison;

import io.antidistill.model.LanguageModel;
import io.antidistill.model.LowRank;
import io.antidistill.model.Parameters;
import io.antidistill.model.SelectedTokens;
import io.antidistill.model.TorchRuntime;
import io.antidistill.weights.ModelFormatException;
import io.antidistill.weights.SafetensorsFile;
import java.nio.file.Path;
import java.util.List;

/**
 * The direction g in the space of the proxy's weights along which the downstream loss rises, at unit L2 norm over all parameters (a tied
 * embedding counts once); whole or, at a lower rank, as factors. Owns its tensors; safe to share among threads.
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
        DirectionShapes.require(safetensors, metadata, proxy);
        PoisonDirection direction = new PoisonDirection(metadata, Parameters.read(runtime, file));
        double norm = direction.norm(runtime);
        if (!(Math.abs(norm - 1) < 1e-3)) { // also where a number is NaN or infinite
            direction.close();
            throw new ModelFormatException(file + " is damaged: the norm of its numbers is " + norm
                    + " and not 1; make it anew with: antidistill poison");
        }
        return direction;
    }

    private double norm(TorchRuntime runtime) {
        try (Parameters whole = whole(runtime)) {
            return whole.norm();
        }
    }

    /**
     * So much of this direction as matrices of a lower rank can hold, at unit norm again. It takes less memory and less time; its metadata
     * says what it costs. The caller closes it.
     *
     * @param sample the traces on which the standard deviation of its Δ is measured
     * @throws IllegalArgumentException if the rank is not positive, or this direction is of a lower rank already
     */
    public PoisonDirection atRank(TorchRuntime runtime, LanguageModel proxy, int rank, List<SelectedTokens> sample) {
        if (metadata.lowRank()) {
            throw new IllegalArgumentException(
                    "invalid value " + rank + " for the rank: the direction's is " + metadata.rank() + " already");
        }
        try (Parameters factors = LowRank.factors(runtime, tensors, rank);
                Parameters products = LowRank.products(runtime, factors)) {
            double norm = products.norm();
            double cosine = products.dot(tensors) / (norm * tensors.norm());
            double error = Math.sqrt(Math.max(0, 1 - cosine * cosine));
            Parameters unit = LowRank.scaled(runtime, factors, 1 / norm);
            try (TraceScores scores = TraceScores.of(runtime, proxy, unit)) {
                return new PoisonDirection(metadata.atRank(rank, error, scores.standardDeviation(sample)), unit);
            } catch (RuntimeException e) {
                unit.close();
                throw e;
            }
        }
    }

    /** The same direction with the scale of its score; shares this one's tensors, and the caller closes it before this. */
    public PoisonDirection withScale(ScoreScale measured) {
        return new PoisonDirection(metadata.withScale(measured), tensors.alias());
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

    /**
     * As they are stored, for forward mode: one tensor for each parameter of the proxy or, at a lower rank, the factors of {@link LowRank} in
     * its place. They stay this direction's own.
     */
    public Parameters tensors() {
        return tensors;
    }

    /** One tensor for each parameter of the proxy, multiplied out where there are factors, else the same memory. The caller closes it before this. */
    public Parameters whole(TorchRuntime runtime) {
        return metadata.lowRank() ? LowRank.products(runtime, tensors) : tensors.alias();
    }

    private static String shortened(String sha256) {
        return sha256.substring(0, 12) + "…";
    }

    @Override
    public void close() {
        tensors.close();
    }
}
