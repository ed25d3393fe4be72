package io.antidistill.experiment;

import static io.antidistill.experiment.TextTable.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.model.TorchRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Train and holdout loss over a student's training, for plain and protected traces and the two baselines: protection
 * shows by a train loss that falls while the holdout loss does not (paper, figure 5). Finished students are kept in the
 * output directory. Used by one thread.
 */
public final class DynamicsExperiment {
    private static final int LOOKS = 20;

    private final DynamicsConfig config;
    private final TradeoffModels models;
    private final Path out;

    public DynamicsExperiment(DynamicsConfig config, TradeoffModels models, Path out) {
        this.config = config;
        this.models = models;
        this.out = out;
    }

    /**
     * Runs what is not there yet, writes dynamics.csv, dynamics.md and dynamics.json, and returns all rows.
     *
     * @throws IllegalArgumentException if the output directory holds results of other settings
     * @throws io.antidistill.weights.ModelFormatException if a model cannot be read
     */
    public List<DynamicsRow> run(TorchRuntime runtime, ExperimentProgress progress) {
        Setting setting = config.setting();
        try (Laboratory laboratory = Laboratory.open(runtime, models, setting, LOOKS)) {
            ObjectNode identity = laboratory.identity(config).put("experiment", "dynamics");
            ResultStore<DynamicsRow> store = ResultStore.open(out, identity, DynamicsRow.class);
            List<DynamicsRow> rows = new Grid<>(store, setting.seeds(), setting.prompts(), progress)
                    .complete(config.arms().stream()
                            .map(arm -> line(laboratory, arm.in(setting)))
                            .toList());
            Report report = new Report(out);
            report.write("dynamics.csv", csv(rows));
            report.write("dynamics.md", table(rows).markdown());
            report.write("dynamics.json", Report.json(config, identity, rows).toPrettyString() + "\n");
            return rows;
        }
    }

    private static Grid.Line<DynamicsRow> line(Laboratory laboratory, Trial trial) {
        return new Grid.Line<>(trial.label(), (seed, sampled) -> {
            TracedPrompts traces = laboratory.traces(trial, seed, sampled);
            return DynamicsRow.of(
                    trial, seed, traces, laboratory.students().distilled(traces.lessons(), laboratory.exam(), seed));
        });
    }

    /** One line per arm: where its students began and where they ended. */
    public static TextTable table(List<DynamicsRow> rows) {
        List<String> arms = rows.stream().map(DynamicsRow::arm).distinct().toList();
        return new TextTable(
                List.of(
                        "sampling",
                        "teacher accuracy",
                        "holdout loss before",
                        "lowest",
                        "after",
                        "train loss after",
                        "student accuracy"),
                arms.stream()
                        .map(arm -> line(
                                arm,
                                rows.stream()
                                        .filter(row -> row.arm().equals(arm))
                                        .toList()))
                        .toList());
    }

    private static List<String> line(String arm, List<DynamicsRow> rows) {
        int right = rows.stream().mapToInt(DynamicsRow::teacherRight).sum();
        int traces = rows.stream().mapToInt(DynamicsRow::traces).sum();
        return List.of(
                arm,
                text("%.3f", (double) right / traces),
                Spread.of(rows, row -> row.first().holdoutLoss()).text(),
                Spread.of(rows, DynamicsExperiment::lowest).text(),
                Spread.of(rows, row -> row.last().holdoutLoss()).text(),
                Spread.of(rows, row -> row.last().trainLoss()).text(),
                Spread.of(rows, DynamicsRow::studentAccuracy).text());
    }

    private static double lowest(DynamicsRow row) {
        return row.course().stream()
                .mapToDouble(DynamicsRow.Point::holdoutLoss)
                .min()
                .orElseThrow();
    }

    private static String csv(List<DynamicsRow> rows) {
        return rows.stream()
                .flatMap(row -> row.course().stream()
                        .map(point -> String.format(
                                Locale.ROOT,
                                "%s,%d,%s,%s,%d,%.6f,%.6f",
                                row.arm(),
                                row.seed(),
                                row.lambda(),
                                row.tau(),
                                point.step(),
                                point.trainLoss(),
                                point.holdoutLoss())))
                .collect(Collectors.joining("\n", "arm,seed,lambda,tau,step,train_loss,holdout_loss\n", "\n"));
    }
}
