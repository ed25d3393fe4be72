package io.antidistill.probe;

import io.antidistill.tokenizer.ChatMessage;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Drops the traces that say least for the length of what was asked: protection may show as a teacher who keeps his work
 * to himself, and then the fullest traces are those that still teach.
 *
 * @param tersestShare share that is dropped, at least 0 and below 1
 */
record TerseFilter(double tersestShare) implements Attack {

    TerseFilter {
        if (!(tersestShare >= 0 && tersestShare < 1)) {
            throw new IllegalArgumentException(
                    "invalid value " + tersestShare + " for tersestShare: it must be at least 0 and below 1");
        }
    }

    @Override
    public String name() {
        return "terse-filter";
    }

    @Override
    public Curriculum prepare(Loot loot) {
        List<Lesson> traces = loot.traces();
        int dropped = (int) (tersestShare * traces.size());
        Set<Integer> tersest = IntStream.range(0, traces.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> fullness(traces.get(i))))
                .limit(dropped)
                .collect(Collectors.toSet());
        return Curriculum.of(IntStream.range(0, traces.size())
                .filter(i -> !tersest.contains(i))
                .mapToObj(traces::get)
                .toList());
    }

    private static double fullness(Lesson lesson) {
        int asked = lesson.messages().stream()
                .map(ChatMessage::content)
                .mapToInt(String::length)
                .sum();
        return (double) lesson.text().length() / Math.max(1, asked);
    }
}
