package io.antidistill.experiment;

import static io.antidistill.experiment.TextTable.text;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes summaries and rows down for people and for spreadsheets. Pure. */
public final class TradeoffTable {
    private static final List<String> HEADS = List.of(
            "sampling",
            "teacher accuracy",
            "95 % interval",
            "tokens changed",
            "mean KL",
            "student holdout loss",
            "student accuracy");
    private static final String CSV_HEAD =
            "arm,seed,lambda,tau,teacher_right,traces,changed_share,kl_mean,holdout_loss,train_loss,student_accuracy";

    private TradeoffTable() {}

    /** One line per arm. */
    public static TextTable of(List<TradeoffSummary> summaries) {
        return new TextTable(HEADS, summaries.stream().map(TradeoffTable::line).toList());
    }

    /** One line per arm and seed. */
    public static String csv(List<TradeoffRow> rows) {
        return rows.stream()
                .map(row -> String.format(
                        Locale.ROOT,
                        "%s,%d,%s,%s,%d,%d,%.6f,%.6f,%.6f,%.6f,%.6f",
                        row.arm(),
                        row.seed(),
                        row.lambda(),
                        row.tau(),
                        row.teacherRight(),
                        row.traces(),
                        row.changedShare(),
                        row.klMean(),
                        row.holdoutLoss(),
                        row.trainLoss(),
                        row.studentAccuracy()))
                .collect(Collectors.joining("\n", CSV_HEAD + "\n", "\n"));
    }

    private static List<String> line(TradeoffSummary summary) {
        return List.of(
                summary.arm(),
                summary.teacher().map(t -> text("%.3f", t.rate())).orElse("-"),
                summary.teacher()
                        .map(t -> text("%.3f to %.3f", t.low(), t.high()))
                        .orElse("-"),
                summary.teacher().isEmpty() ? "-" : text("%.1f %%", 100 * summary.changedShare()),
                summary.teacher().isEmpty() ? "-" : text("%.4f", summary.klMean()),
                summary.holdoutLoss().text(),
                summary.studentAccuracy().text());
    }
}
