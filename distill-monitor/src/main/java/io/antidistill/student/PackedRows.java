package io.antidistill.student;

import io.antidistill.model.CompletionExample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Examples that share rows, so that little of a batch is padding whatever their lengths. Pure. */
final class PackedRows {
    private PackedRows() {}

    /**
     * Each example once, in half as many rows: the longest first, each into the row that is shortest by then. So the rows are of like length,
     * and none is longer than two of the longest example. Longer ones would cost attention more than they save.
     */
    static List<List<CompletionExample>> of(List<CompletionExample> batch) {
        List<List<CompletionExample>> rows = IntStream.range(0, (batch.size() + 1) / 2)
                .<List<CompletionExample>>mapToObj(row -> new ArrayList<>())
                .toList();
        batch.stream()
                .sorted(Comparator.comparingInt(PackedRows::length).reversed())
                .forEach(example -> rows.stream()
                        .min(Comparator.comparingInt(PackedRows::lengthOf))
                        .orElseThrow()
                        .add(example));
        return rows;
    }

    /** Each example in a row of its own. */
    static List<List<CompletionExample>> none(List<CompletionExample> batch) {
        return batch.stream().map(List::of).toList();
    }

    static int lengthOf(List<CompletionExample> row) {
        return row.stream().mapToInt(PackedRows::length).sum();
    }

    private static int length(CompletionExample example) {
        return example.ids().length;
    }
}
