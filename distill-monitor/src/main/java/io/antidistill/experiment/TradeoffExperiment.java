package io.antidistill.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.model.TorchRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The trade-off between the teacher's utility and what a student learns from its traces: for each arm and seed, sample
 * traces of the same prompts, grade them, distill a student, and examine it on clean holdout traces and on problems.
 *
 * <p>Finished rows are kept in the output directory; the same call goes on where an earlier one was interrupted. Used by
 * one thread.
 */
public final class TradeoffExperiment {
    private static final int FEW_COURSE_PARTS = 1;

    private final TradeoffConfig config;
    private final TradeoffModels models;
    private final Path out;

    public TradeoffExperiment(TradeoffConfig config, TradeoffModels models, Path out) {
        this.config = config;
        this.models = models;
        this.out = out;
    }

    /**
     * Runs what is not there yet, writes tradeoff.csv, tradeoff.md, tradeoff.json and, where arms are equally costly,
     * equal-utility.csv, and returns all rows, the undistilled student's first.
     *
     * @throws IllegalArgumentException if the output directory holds results of other settings
     * @throws io.antidistill.weights.ModelFormatException if a model cannot be read
     */
    public List<TradeoffRow> run(TorchRuntime runtime, ExperimentProgress progress) {
        try (Laboratory laboratory = Laboratory.open(runtime, models, config.setting(), FEW_COURSE_PARTS)) {
            ObjectNode identity = identity(laboratory);
            ResultStore<TradeoffRow> store = ResultStore.open(out, identity, TradeoffRow.class);
            List<TradeoffRow> rows = new ArrayList<>();
            rows.add(laboratory.undistilled(store));
            rows.addAll(
                    new Grid<>(store, config.setting().seeds(), config.setting().prompts(), progress)
                            .complete(config.arms().stream()
                                    .map(arm -> laboratory.line(arm.in(config.setting())))
                                    .toList()));
            write(rows, identity);
            return List.copyOf(rows);
        }
    }

    /** Which arms there are does not matter to the others. */
    private ObjectNode identity(Laboratory laboratory) {
        ObjectNode identity = laboratory.identity(config);
        ((ObjectNode) identity.get("settings")).remove(List.of("lambdas", "permutationLambdas", "hotTaus"));
        return identity;
    }

    private void write(List<TradeoffRow> rows, ObjectNode identity) {
        Report report = new Report(out);
        report.write("tradeoff.csv", TradeoffTable.csv(rows));
        report.write(
                "tradeoff.md",
                TradeoffTable.of(TradeoffSummary.of(rows)).markdown() + "\n" + AccuracyComparison.text(rows));
        ObjectNode json = Report.json(config, identity, rows);
        json.putObject("trend")
                .put("method", "mean and middle 95 % of LOWESS curves through points drawn with replacement")
                .put("span", TrendBand.SPAN)
                .put("draws", TrendBand.DRAWS)
                .put("seed", TradeoffCurve.SEED);
        json.set("curves", Report.tree(TradeoffCurve.of(rows)));
        json.set("comparisons", Report.tree(AccuracyComparison.of(rows)));
        EqualUtility.of(rows).ifPresent(equal -> {
            json.set("equalUtility", Report.tree(equal));
            report.write("equal-utility.csv", equal.csv());
        });
        report.write("tradeoff.json", json.toPrettyString() + "\n");
    }
}
