package io.antidistill.poison;

import io.antidistill.weights.ModelFormatException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a poison file says about itself, in the metadata of its safetensors header.
 *
 * @param rawNorm the gradient's L2 norm before it was scaled to one
 * @param lossKind which loss was differentiated
 * @param lossValue that loss at the proxy's weights, in nats per token
 * @param tokenCount the tokens that it was averaged over
 * @param proxySha256 hash of the weights at which it was differentiated
 * @param tracesSha256 hash of the tokens of the traces
 * @param rank "full" where every tensor is stored whole, otherwise the largest rank of a matrix
 * @param traceCount the traces that these tokens are from, if recorded
 * @param scoreSd standard deviation of Δ over the vocabulary, on the first traces, if recorded
 * @param rankError sine of the angle to the direction of full rank, if this one is of a lower rank
 * @param scale what its Δ is multiplied by before λ, if measured
 */
public record PoisonMetadata(
        double rawNorm,
        String lossKind,
        double lossValue,
        long tokenCount,
        String proxySha256,
        String tracesSha256,
        String rank,
        OptionalLong traceCount,
        OptionalDouble scoreSd,
        OptionalDouble rankError,
        Optional<ScoreScale> scale) {
    static final String VERSION = "1";
    static final String COMPLETION_LOSS = "completion-nll-per-token";
    static final String FULL_RANK = "full";

    public PoisonMetadata {
        require(rawNorm > 0 && rawNorm < Double.POSITIVE_INFINITY, rawNorm, "raw_norm", "must be positive and finite");
        require(
                lossValue >= 0 && lossValue < Double.POSITIVE_INFINITY,
                lossValue,
                "loss_value",
                "must be finite, at least 0");
        require(tokenCount >= 1, tokenCount, "token_count", "must be positive");
        require(proxySha256.matches("[0-9a-f]{64}"), proxySha256, "proxy_sha256", "must be 64 hex digits");
        require(tracesSha256.matches("[0-9a-f]{64}"), tracesSha256, "traces_sha256", "must be 64 hex digits");
        require(rank.equals(FULL_RANK) || rank.matches("[1-9][0-9]{0,6}"), rank, "rank", "must be full or a number");
        require(traceCount.orElse(1) >= 1, traceCount, "trace_count", "must be positive");
        double sd = scoreSd.orElse(0);
        require(sd >= 0 && sd < Double.POSITIVE_INFINITY, scoreSd, "score_sd", "must be finite, at least 0");
        double error = rankError.orElse(0);
        require(error >= 0 && error <= 1, rankError, "rank_error", "must lie between 0 and 1");
    }

    private static void require(boolean sound, Object value, String name, String reason) {
        if (!sound) {
            throw new IllegalArgumentException("invalid value " + value + " for " + name + ": " + reason);
        }
    }

    /** Whether a file says that it is a poison direction, of whatever version. */
    static boolean isIn(Map<String, String> metadata) {
        return metadata.containsKey("poison_format_version");
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
                    field(metadata, "rank"),
                    metadata.containsKey("trace_count")
                            ? OptionalLong.of(Long.parseLong(metadata.get("trace_count")))
                            : OptionalLong.empty(),
                    optionalDouble(metadata, "score_sd"),
                    optionalDouble(metadata, "rank_error"),
                    scale(metadata));
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

    private static OptionalDouble optionalDouble(Map<String, String> metadata, String name) {
        String value = metadata.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(value));
    }

    private static Optional<ScoreScale> scale(Map<String, String> metadata) {
        return optionalDouble(metadata, "score_scale").stream()
                .mapToObj(factor -> new ScoreScale(factor, field(metadata, "score_scale_basis")))
                .findFirst();
    }

    boolean lowRank() {
        return !rank.equals(FULL_RANK);
    }

    /** The same direction, but only so much of it as matrices of this rank can hold. */
    PoisonMetadata atRank(int lower, double error, double itsScoreSd) {
        return new PoisonMetadata(
                rawNorm,
                lossKind,
                lossValue,
                tokenCount,
                proxySha256,
                tracesSha256,
                Integer.toString(lower),
                traceCount,
                OptionalDouble.of(itsScoreSd),
                OptionalDouble.of(error),
                Optional.empty()); // another direction, another Δ
    }

    PoisonMetadata withScale(ScoreScale measured) {
        return new PoisonMetadata(
                rawNorm,
                lossKind,
                lossValue,
                tokenCount,
                proxySha256,
                tracesSha256,
                rank,
                traceCount,
                scoreSd,
                rankError,
                Optional.of(measured));
    }

    /** Without what is not recorded, so that files of any age keep their content and their id. */
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
        traceCount.ifPresent(value -> map.put("trace_count", Long.toString(value)));
        scoreSd.ifPresent(value -> map.put("score_sd", Double.toString(value)));
        rankError.ifPresent(value -> map.put("rank_error", Double.toString(value)));
        scale.ifPresent(measured -> {
            map.put("score_scale", Double.toString(measured.factor()));
            map.put("score_scale_basis", measured.basis());
        });
        return map;
    }
}
