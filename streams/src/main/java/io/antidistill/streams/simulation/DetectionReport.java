package io.antidistill.streams.simulation;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * How many thieves the detector finds, and how many customers it takes for thieves. Immutable.
 *
 * @param threshold the score that one percent of the customers of the tuning day exceed
 * @param falsePositives part of the customers of the other day that exceed it
 * @param falselyElevated part of those customers that are ELEVATED or HIGH by the shipped thresholds
 * @param falselyHigh part of them that are HIGH
 * @param rates parts of false positives for which the rows say what is found
 * @param rows one for each campaign
 */
public record DetectionReport(
        double threshold,
        double falsePositives,
        double falselyElevated,
        double falselyHigh,
        List<Double> rates,
        List<Row> rows) {

    /**
     * One campaign. Immutable.
     *
     * @param campaign in words
     * @param found part of its accounts above the threshold at the end of the day
     * @param covered part of its prompts that came from an account that was above it by then
     * @param elevated part of its prompts from accounts that were ELEVATED or HIGH by then
     * @param foundByRate part of its accounts found, for each of the report's rates
     */
    public record Row(String campaign, double found, double covered, double elevated, List<Double> foundByRate) {
        public Row {
            Objects.requireNonNull(campaign, "campaign");
            foundByRate = List.copyOf(foundByRate);
        }
    }

    public DetectionReport {
        rates = List.copyOf(rates);
        rows = List.copyOf(rows);
    }

    /** As a table for a README. */
    public String markdown() {
        StringBuilder table = new StringBuilder(
                "| campaign of a day | accounts found | prompts after its account was found | the same, shipped ELEVATED |\n"
                        + "| --- | --- | --- | --- |\n");
        for (Row row : rows) {
            table.append(format(
                    "| %s | %s | %s | %s |%n",
                    row.campaign(), percent(row.found()), percent(row.covered()), percent(row.elevated())));
        }
        return table.append(format(
                        "%nThreshold %.2f: %s false positives on the other day. Shipped: %s of customers ELEVATED or HIGH,"
                                + " %s HIGH.%n",
                        threshold, percent(falsePositives), percent(falselyElevated), percent(falselyHigh)))
                .toString();
    }

    private static String percent(double part) {
        return format(part > 0 && part < 0.1 ? "%.1f %%" : "%.0f %%", 100 * part);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
