package io.antidistill.student;

import io.antidistill.model.CompletionExample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;

/** Batches of examples in a random order. */
final class Batches {
    /** Examples are sorted by length within this many batches, so that an epoch's order stays random beyond them. */
    private static final int BATCHES_SORTED_TOGETHER = 16;

    private static final int MOST_LOGITS = 1 << 26; // 256 MiB

    private Batches() {}

    /** Each example once, in batches of like length, so that little of a batch is padding. */
    static List<List<CompletionExample>> ofOneEpoch(List<CompletionExample> examples, int batchSize, Random random) {
        List<CompletionExample> shuffled = new ArrayList<>(examples);
        Collections.shuffle(shuffled, random);
        List<List<CompletionExample>> batches = new ArrayList<>();
        for (List<CompletionExample> group : parts(shuffled, batchSize * BATCHES_SORTED_TOGETHER)) {
            List<List<CompletionExample>> sorted = byLength(group, batchSize);
            Collections.shuffle(sorted, random);
            batches.addAll(sorted);
        }
        return batches;
    }

    /** Each example once, whatever its length. */
    static List<List<CompletionExample>> ofAnyLength(List<CompletionExample> examples, int batchSize, Random random) {
        List<CompletionExample> shuffled = new ArrayList<>(examples);
        Collections.shuffle(shuffled, random);
        return parts(shuffled, batchSize);
    }

    /** Each example once, the shortest first. */
    static List<List<CompletionExample>> byLength(List<CompletionExample> examples, int batchSize) {
        List<CompletionExample> sorted = new ArrayList<>(examples);
        sorted.sort(Comparator.comparingInt(example -> example.ids().length));
        return parts(sorted, batchSize);
    }

    /** A batch in parts of which the logits do not take more than 256 MiB, unless those of one example do. */
    static List<List<CompletionExample>> withinMemory(List<CompletionExample> batch, int vocabularySize) {
        return withinMemory(batch, example -> example.ids().length, vocabularySize);
    }

    /** The same of rows. */
    static <T> List<List<T>> withinMemory(List<T> batch, ToIntFunction<T> length, int vocabularySize) {
        List<List<T>> parts = new ArrayList<>();
        int from = 0;
        int longest = 0;
        for (int i = 0; i < batch.size(); i++) {
            longest = Math.max(longest, length.applyAsInt(batch.get(i)));
            if (i > from && (long) (i + 1 - from) * longest * vocabularySize > MOST_LOGITS) {
                parts.add(batch.subList(from, i));
                from = i;
                longest = length.applyAsInt(batch.get(i));
            }
        }
        parts.add(batch.subList(from, batch.size()));
        return parts;
    }

    static int tokens(List<CompletionExample> examples) {
        return examples.stream().mapToInt(CompletionExample::completionTokens).sum();
    }

    private static List<List<CompletionExample>> parts(List<CompletionExample> examples, int size) {
        List<List<CompletionExample>> parts = new ArrayList<>();
        for (int from = 0; from < examples.size(); from += size) {
            parts.add(examples.subList(from, Math.min(examples.size(), from + size)));
        }
        return parts;
    }
}
