package io.antidistill.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

    /** Columns aligned by spaces, for a terminal. */
    public static String aligned(List<TradeoffSummary> summaries) {
        List<List<String>> lines = lines(summaries);
        int[] widths = IntStream.range(0, HEADS.size())
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return lines.stream()
                .map(line -> IntStream.range(0, line.size())
                        .mapToObj(column ->
                                String.format("%" + (column == 0 ? "-" : "") + widths[column] + "s", line.get(column)))
                        .collect(Collectors.joining("  ")))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** A table in Markdown. */
    public static String markdown(List<TradeoffSummary> summaries) {
        List<String> lines = lines(summaries).stream()
                .map(line -> "| " + String.join(" | ", line) + " |")
                .collect(Collectors.toCollection(ArrayList::new));
        lines.add(1, "| --- |" + " ---: |".repeat(HEADS.size() - 1));
        return String.join("\n", lines) + "\n";
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

    private static List<List<String>> lines(List<TradeoffSummary> summaries) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEADS);
        for (TradeoffSummary summary : summaries) {
            lines.add(List.of(
                    summary.arm(),
                    summary.teacher().map(t -> text("%.3f", t.rate())).orElse("-"),
                    summary.teacher()
                            .map(t -> text("%.3f to %.3f", t.low(), t.high()))
                            .orElse("-"),
                    summary.teacher().isEmpty() ? "-" : text("%.1f %%", 100 * summary.changedShare()),
                    summary.teacher().isEmpty() ? "-" : text("%.4f", summary.klMean()),
                    spread(summary.holdoutLoss(), summary.seeds()),
                    spread(summary.studentAccuracy(), summary.seeds())));
        }
        return lines;
    }

    private static String spread(TradeoffSummary.Spread spread, int seeds) {
        return seeds < 2 ? text("%.3f", spread.mean()) : text("%.3f ± %.3f", spread.mean(), spread.deviation());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
