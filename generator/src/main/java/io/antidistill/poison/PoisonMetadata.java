package io.antidistill.poison;

import io.antidistill.weights.ModelFormatException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a poison file says about itself, in the metadata of its safetensors header.
 *
 * @param rawNorm the gradient's L2 norm before it was scaled to one
 * @param lossKind which loss was differentiated
 * @param lossValue that loss at the proxy's weights, in nats per token
 * @param tokenCount the completion tokens that it was averaged over
 * @param proxySha256 hash of the weights at which it was differentiated
 * @param tracesSha256 hash of the tokens of the traces
 * @param rank "full", as every tensor is stored whole
 */
public record PoisonMetadata(
        double rawNorm,
        String lossKind,
        double lossValue,
        long tokenCount,
        String proxySha256,
        String tracesSha256,
        String rank) {
    static final String VERSION = "1";
    static final String COMPLETION_LOSS = "completion-nll-per-token";
    static final String FULL_RANK = "full";

    public PoisonMetadata {
        if (!(rawNorm > 0) || Double.isInfinite(rawNorm)) {
            throw new IllegalArgumentException(
                    "invalid value " + rawNorm + " for raw_norm: must be positive and finite");
        }
        if (!(lossValue >= 0) || Double.isInfinite(lossValue)) {
            throw new IllegalArgumentException(
                    "invalid value " + lossValue + " for loss_value: must be finite, at least 0");
        }
        if (tokenCount < 1) {
            throw new IllegalArgumentException("invalid value " + tokenCount + " for token_count: must be positive");
        }
        if (!proxySha256.matches("[0-9a-f]{64}") || !tracesSha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "invalid value for proxy_sha256 or traces_sha256: must be 64 hex digits");
        }
        if (!rank.equals(FULL_RANK)) {
            throw new IllegalArgumentException(
                    "invalid value " + rank + " for rank: only " + FULL_RANK + " is supported");
        }
    }

    static PoisonMetadata of(Path file, Map<String, String> metadata) {
        if (!VERSION.equals(metadata.get("poison_format_version"))) {
            throw new ModelFormatException(file + " is not a poison direction of format version " + VERSION
                    + "; make one with: antidistill poison");
        }
        try {
            return new PoisonMetadata(
                    Double.parseDouble(field(metadata, "raw_norm")),
                    field(metadata, "loss_kind"),
                    Double.parseDouble(field(metadata, "loss_value")),
                    Long.parseLong(field(metadata, "token_count")),
                    field(metadata, "proxy_sha256"),
                    field(metadata, "traces_sha256"),
                    field(metadata, "rank"));
        } catch (IllegalArgumentException e) { // numbers that are none among them
            throw new ModelFormatException(
                    file + " is damaged: " + e.getMessage() + "; make it anew with: antidistill poison", e);
        }
    }

    private static String field(Map<String, String> metadata, String name) {
        String value = metadata.get(name);
        if (value == null) {
            throw new IllegalArgumentException("it lacks " + name);
        }
        return value;
    }

    Map<String, String> toMap() {
        Map<String, String> map = new TreeMap<>();
        map.put("poison_format_version", VERSION);
        map.put("raw_norm", Double.toString(rawNorm));
        map.put("loss_kind", lossKind);
        map.put("loss_value", Double.toString(lossValue));
        map.put("token_count", Long.toString(tokenCount));
        map.put("proxy_sha256", proxySha256);
        map.put("traces_sha256", tracesSha256);
        map.put("rank", rank);
        return map;
    }
}
