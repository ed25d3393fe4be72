package io.antidistill.probe;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Drops traces that repeat themselves, which is how heavy-handed protection shows. A thief who would have to drop more
 * than half of what he has keeps everything instead.
 *
 * @param words length of the repeated piece, in words
 * @param mostRepeated largest share of pieces that may be repeats, within 0 and 1
 */
public record RepetitionFilter(int words, double mostRepeated) implements Attack {

    public RepetitionFilter {
        if (words < 1) {
            throw new IllegalArgumentException("invalid value " + words + " for words: it must be at least 1");
        }
        if (!(mostRepeated >= 0 && mostRepeated <= 1)) {
            throw new IllegalArgumentException(
                    "invalid value " + mostRepeated + " for mostRepeated: it must lie within 0 and 1");
        }
    }

    @Override
    public String name() {
        return "repetition-filter";
    }

    @Override
    public Curriculum prepare(Loot loot) {
        List<Lesson> traces = loot.traces();
        List<Lesson> kept = traces.stream()
                .filter(trace -> repeatedShare(trace.text()) <= mostRepeated)
                .toList();
        return Curriculum.of(kept.size() * 2 >= traces.size() ? kept : traces);
    }

    /** Share of the text's pieces that occurred before in it; 0 for a text too short to repeat anything. */
    public double repeatedShare(String text) {
        String[] parts = text.strip().split("\\s+");
        int pieces = parts.length - words + 1;
        if (pieces < 2) {
            return 0;
        }
        Set<List<String>> seen = new HashSet<>();
        int repeated = 0;
        for (int i = 0; i < pieces; i++) {
            repeated += seen.add(List.of(parts).subList(i, i + words)) ? 0 : 1;
        }
        return (double) repeated / pieces;
    }
}
