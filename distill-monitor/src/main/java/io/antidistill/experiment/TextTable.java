package io.antidistill.experiment;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table for people. Immutable.
 *
 * @param heads of the columns
 * @param lines each with as many cells; the first cell names the line
 */
public record TextTable(List<String> heads, List<List<String>> lines) {

    public TextTable {
        heads = List.copyOf(heads);
        lines = List.copyOf(lines);
        for (List<String> line : lines) {
            if (line.size() != heads.size()) {
                throw new IllegalArgumentException(
                        "invalid value " + line + " for a line: the table has " + heads.size() + " columns");
            }
        }
    }

    /** Columns aligned by spaces, for a terminal. */
    public String aligned() {
        int[] widths = IntStream.range(0, heads.size())
                .map(column ->
                        all().mapToInt(line -> line.get(column).length()).max().orElse(0))
                .toArray();
        return all().map(line -> IntStream.range(0, line.size())
                        .mapToObj(column ->
                                String.format("%" + (column == 0 ? "-" : "") + widths[column] + "s", line.get(column)))
                        .collect(Collectors.joining("  ")))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** In Markdown. */
    public String markdown() {
        return row(heads) + "| --- |" + " ---: |".repeat(heads.size() - 1) + "\n"
                + lines.stream().map(TextTable::row).collect(Collectors.joining());
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private Stream<List<String>> all() {
        return Stream.concat(Stream.of(heads), lines.stream());
    }

    /** A cell, written the same in every country. */
    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
