package io.antidistill.experiment;

import io.antidistill.task.Accuracy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One line per arm, over its seeds. Pure.
 *
 * @param arm the arm's label
 * @param seeds how many seeds it rests on
 * @param teacher right answers among all its traces; empty for the undistilled student
 * @param changedShare mean over seeds
 * @param klMean mean over seeds
 * @param holdoutLoss mean and spread over seeds
 * @param studentAccuracy mean and spread over seeds
 */
public record TradeoffSummary(
        String arm,
        int seeds,
        Optional<Accuracy> teacher,
        double changedShare,
        double klMean,
        Spread holdoutLoss,
        Spread studentAccuracy) {

    /** The arms in the order of their first rows. */
    public static List<TradeoffSummary> of(List<TradeoffRow> rows) {
        Map<String, List<TradeoffRow>> byArm = new LinkedHashMap<>();
        rows.forEach(row ->
                byArm.computeIfAbsent(row.arm(), arm -> new ArrayList<>()).add(row));
        return byArm.entrySet().stream()
                .map(entry -> of(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static TradeoffSummary of(String arm, List<TradeoffRow> rows) {
        int traces = rows.stream().mapToInt(TradeoffRow::traces).sum();
        int right = rows.stream().mapToInt(TradeoffRow::teacherRight).sum();
        return new TradeoffSummary(
                arm,
                rows.size(),
                traces == 0 ? Optional.empty() : Optional.of(new Accuracy(right, traces)),
                Spread.of(rows, TradeoffRow::changedShare).mean(),
                Spread.of(rows, TradeoffRow::klMean).mean(),
                Spread.of(rows, TradeoffRow::holdoutLoss),
                Spread.of(rows, TradeoffRow::studentAccuracy));
    }
}
