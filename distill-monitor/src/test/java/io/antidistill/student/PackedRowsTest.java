package io.antidistill.student;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.model.CompletionExample;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PackedRowsTest {
    @Property(seed = "7", tries = 200)
    void everyExampleIsInOneRow(@ForAll("batches") List<CompletionExample> batch) {
        assertThat(PackedRows.of(batch).stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(batch);
    }

    @Property(seed = "7", tries = 200)
    void noRowIsLongerThanTwoOfTheLongestExample(@ForAll("batches") List<CompletionExample> batch) {
        int longest = batch.stream().mapToInt(e -> e.ids().length).max().orElseThrow();
        assertThat(PackedRows.of(batch))
                .hasSize((batch.size() + 1) / 2)
                .allSatisfy(row -> assertThat(PackedRows.lengthOf(row)).isBetween(1, 2 * longest));
    }

    @Property(seed = "7", tries = 200)
    void rowsDifferByNoMoreThanTheExampleThatWasAddedLast(@ForAll("batches") List<CompletionExample> batch) {
        List<List<CompletionExample>> rows = PackedRows.of(batch);
        int shortest = rows.stream().mapToInt(PackedRows::lengthOf).min().orElseThrow();
        assertThat(rows).allSatisfy(row -> assertThat(PackedRows.lengthOf(row.subList(0, row.size() - 1)))
                .isLessThanOrEqualTo(shortest));
    }

    @Property(seed = "7", tries = 200)
    void theSameBatchGivesTheSameRows(@ForAll("batches") List<CompletionExample> batch) {
        assertThat(PackedRows.of(batch)).isEqualTo(PackedRows.of(batch));
    }

    @Provide
    Arbitrary<List<CompletionExample>> batches() {
        return Arbitraries.integers()
                .between(2, 300)
                .map(length -> new CompletionExample(new int[length], 1))
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }
}
