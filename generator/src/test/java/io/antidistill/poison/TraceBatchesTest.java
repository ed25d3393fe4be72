package io.antidistill.poison;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.model.CompletionExample;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TraceBatchesTest {
    @Property(tries = 200)
    void everyTraceComesOnceInOrderAndNoBatchIsLargerThanTheBudget(
            @ForAll List<@IntRange(min = 2, max = 40) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 100) int budget) {
        List<CompletionExample> traces = lengths.stream()
                .map(length -> new CompletionExample(new int[length], 1))
                .toList();
        List<CompletionExample> seen = new ArrayList<>();
        new TraceBatches(traces.iterator(), budget).forEachRemaining(batch -> {
            int longest =
                    batch.stream().mapToInt(trace -> trace.ids().length).max().orElseThrow();
            assertThat(batch.size() == 1 || batch.size() * longest <= budget).isTrue();
            seen.addAll(batch);
        });
        assertThat(seen).containsExactlyElementsOf(traces);
    }

    /** However many traces a file has, no more are in memory than a batch and the one that did not fit it. */
    @Test
    void readsNoFurtherThanItMust() {
        AtomicInteger made = new AtomicInteger();
        TraceBatches batches = new TraceBatches(
                Stream.generate(() -> {
                            made.incrementAndGet();
                            return new CompletionExample(new int[10], 1);
                        })
                        .iterator(),
                40);
        for (int batch = 1; batch <= 100; batch++) {
            assertThat(batches.next()).hasSize(4);
            assertThat(made).hasValue(4 * batch + 1);
        }
    }
}
