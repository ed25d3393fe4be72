package io.antidistill.probe;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Drops the traces that surprise the student's base most, which is how an unlikely choice of words shows.
 *
 * @param worstShare share that is dropped, at least 0 and below 1
 */
record PerplexityFilter(double worstShare) implements Attack {

    PerplexityFilter {
        if (!(worstShare >= 0 && worstShare < 1)) {
            throw new IllegalArgumentException(
                    "invalid value " + worstShare + " for worstShare: it must be at least 0 and below 1");
        }
    }

    @Override
    public String name() {
        return "perplexity-filter";
    }

    @Override
    public Curriculum prepare(Loot loot) {
        List<Double> losses = loot.students().losses(loot.traces());
        int dropped = (int) (worstShare * losses.size());
        Set<Integer> kept = IntStream.range(0, losses.size())
                .boxed()
                .sorted(Comparator.comparingDouble(losses::get))
                .limit(losses.size() - dropped)
                .collect(Collectors.toSet());
        return Curriculum.of(IntStream.range(0, losses.size())
                .filter(kept::contains)
                .mapToObj(loot.traces()::get)
                .toList());
    }
}
