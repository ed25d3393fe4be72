package io.antidistill.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Completions laid out for the decoder. Those of one row stand one behind the other, each from position 0, and do not see one another.
 *
 * @param tokens B, T: without the completions' last tokens, which predict nothing
 * @param positions B, T; or 1, T where no row is shared, as all rows then have the same
 * @param longest tokens of the longest completion
 * @param predicting the places, counted through B and T, whose logits count
 * @param targets what should follow there
 */
record LossRows(TokenGrid tokens, TokenGrid positions, int longest, long[] predicting, long[] targets) {

    static LossRows of(List<List<SelectedTokens>> rows, int vocabulary) {
        int[][] tokens = new int[rows.size()][];
        int[][] positions = new int[rows.size()][];
        for (int b = 0; b < tokens.length; b++) {
            tokens[b] = rows.get(b).stream().flatMapToInt(LossRows::inputs).toArray();
            positions[b] = rows.get(b).stream()
                    .flatMapToInt(part -> IntStream.range(0, inputLength(part)))
                    .toArray();
        }
        TokenGrid grid = TokenGrid.of(tokens, vocabulary);
        boolean shared = rows.stream().anyMatch(row -> row.size() > 1);
        int[][] same = {IntStream.range(0, grid.columns()).toArray()};
        List<Long> predicting = new ArrayList<>();
        List<Long> targets = new ArrayList<>();
        for (int b = 0; b < tokens.length; b++) {
            long start = (long) b * grid.columns();
            for (SelectedTokens part : rows.get(b)) {
                for (int place : part.places()) {
                    predicting.add(start + place - 1);
                    targets.add((long) TokenGrid.checked(part.example().ids()[place], vocabulary));
                }
                start += inputLength(part);
            }
        }
        return new LossRows(
                grid,
                TokenGrid.of(shared ? positions : same, grid.columns()),
                rows.stream()
                        .flatMap(List::stream)
                        .mapToInt(LossRows::inputLength)
                        .max()
                        .orElse(0),
                numbers(predicting),
                numbers(targets));
    }

    private static IntStream inputs(SelectedTokens part) {
        return IntStream.of(part.example().ids()).limit(inputLength(part));
    }

    private static int inputLength(SelectedTokens part) {
        return part.example().ids().length - 1;
    }

    private static long[] numbers(List<Long> list) {
        return list.stream().flatMapToLong(LongStream::of).toArray();
    }
}
