package io.antidistill.probe;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.antidistill.model.Dropout;
import io.antidistill.model.LoraAdapter;
import java.util.List;

/**
 * How a probe student is made and examined. Immutable, validated at construction. As JSON, what is off by default is left out, so
 * that results from before there was such a thing still belong to the same settings.
 *
 * @param epochs passes over the lessons
 * @param batch lessons per step
 * @param rank of the low-rank adapter
 * @param targets projections that get an adapter; empty where every weight is trained instead
 * @param incremental whether a student goes on from where the last round left it; else each starts from the base
 * @param learningRate peak of the schedule
 * @param weightDecay of AdamW
 * @param mostAnswerTokens most tokens of an answer in the exam
 * @param tau temperature of the answers in the exam
 * @param topP nucleus of the answers in the exam
 * @param seed of adapter, order, dropout and answers
 * @param dropout the share of an adapter's input that each training step leaves out; 0 where every weight is trained
 * @param packing whether the lessons of a batch share rows; else a batch holds lessons of like length
 * @param alphaOrNull the adapter's scale is this over its rank; where it is not given, 1
 */
public record ProbeSettings(
        int epochs,
        int batch,
        int rank,
        List<String> targets,
        boolean incremental,
        double learningRate,
        double weightDecay,
        int mostAnswerTokens,
        double tau,
        double topP,
        long seed,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) double dropout,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean packing,
        @JsonInclude(JsonInclude.Include.NON_NULL) Double alphaOrNull) {

    public ProbeSettings {
        targets = List.copyOf(targets);
        require(
                LoraAdapter.ALL_PROJECTIONS.containsAll(targets),
                targets,
                "targets",
                "choose from " + LoraAdapter.ALL_PROJECTIONS);
        require(epochs >= 1, epochs, "epochs", "it must be at least 1");
        require(batch >= 1, batch, "batch", "it must be at least 1");
        require(rank >= 1, rank, "rank", "it must be at least 1");
        require(
                learningRate > 0 && Double.isFinite(learningRate),
                learningRate,
                "learningRate",
                "it must be finite and above 0");
        require(
                weightDecay >= 0 && Double.isFinite(weightDecay),
                weightDecay,
                "weightDecay",
                "it must be finite and at least 0");
        require(mostAnswerTokens >= 1, mostAnswerTokens, "mostAnswerTokens", "it must be at least 1");
        require(tau > 0 && Double.isFinite(tau), tau, "tau", "it must be finite and above 0");
        require(topP > 0 && topP <= 1, topP, "topP", "it must be above 0 and at most 1");
        Dropout.requireRate(dropout);
        require(
                dropout == 0 || !targets.isEmpty(),
                dropout,
                "dropout",
                "only an adapter's input is dropped; set it to 0, or train an adapter");
        require(
                alphaOrNull == null || alphaOrNull > 0 && Double.isFinite(alphaOrNull),
                alphaOrNull,
                "alpha",
                "it must be finite and above 0");
        require(
                alphaOrNull == null || !targets.isEmpty(),
                alphaOrNull,
                "alpha",
                "only an adapter has one; leave it out, or train an adapter");
    }

    /** Fresh students with an adapter of scale 1 on every projection, without dropout and packing. */
    public ProbeSettings(
            int epochs,
            int batch,
            int rank,
            double learningRate,
            double weightDecay,
            int mostAnswerTokens,
            double tau,
            double topP,
            long seed) {
        this(
                epochs,
                batch,
                rank,
                LoraAdapter.ALL_PROJECTIONS,
                false,
                learningRate,
                weightDecay,
                mostAnswerTokens,
                tau,
                topP,
                seed,
                0,
                false,
                null);
    }

    /** Small enough for a round of a 128-trace window in seconds on one core, at the size of the tiny models. */
    public static ProbeSettings defaults() {
        return new ProbeSettings(3, 8, 16, 2e-3, 0.1, 160, 0.9, 0.95, 20);
    }

    /** The adapter's: as large as its rank unless it is given. */
    public double alpha() {
        return alphaOrNull == null ? rank : alphaOrNull;
    }

    public ProbeSettings withTau(double temperature) {
        return new ProbeSettings(
                epochs,
                batch,
                rank,
                targets,
                incremental,
                learningRate,
                weightDecay,
                mostAnswerTokens,
                temperature,
                topP,
                seed,
                dropout,
                packing,
                alphaOrNull);
    }

    private static void require(boolean holds, Object value, String name, String reason) {
        if (!holds) {
            throw new IllegalArgumentException("invalid value " + value + " for " + name + ": " + reason);
        }
    }
}
