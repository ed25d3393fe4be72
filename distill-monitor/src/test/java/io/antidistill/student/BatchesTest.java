package io.antidistill.student;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.model.CompletionExample;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private final List<CompletionExample> examples = IntStream.range(0, 1003)
            .mapToObj(i -> new CompletionExample(new int[5 + i * 7 % 40], 2))
            .toList();

    @Test
    void everyExampleIsInOneBatch() {
        List<List<CompletionExample>> batches = Batches.ofOneEpoch(examples, 8, new Random(1));
        assertThat(batches).hasSize(126);
        assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(examples);
    }

    @Test
    void batchesHoldExamplesOfLikeLength() {
        for (List<CompletionExample> batch :
                Batches.ofOneEpoch(examples, 8, new Random(1)).subList(0, 100)) {
            int longest = batch.stream().mapToInt(e -> e.ids().length).max().orElseThrow();
            int shortest = batch.stream().mapToInt(e -> e.ids().length).min().orElseThrow();
            assertThat(longest - shortest).isLessThan(12);
        }
    }

    @Test
    void theOrderDependsOnTheSeedAlone() {
        List<List<CompletionExample>> batches = Batches.ofOneEpoch(examples, 8, new Random(1));
        assertThat(Batches.ofOneEpoch(examples, 8, new Random(1))).isEqualTo(batches);
        assertThat(Batches.ofOneEpoch(examples, 8, new Random(2))).isNotEqualTo(batches);
    }

    @Test
    void largeVocabularySplitsABatchIntoPartsThatKeepItsOrder() {
        List<CompletionExample> batch = examples.subList(0, 32);
        List<List<CompletionExample>> parts = Batches.withinMemory(batch, 1 << 20);
        assertThat(parts.stream().flatMap(List::stream)).containsExactlyElementsOf(batch);
        assertThat(parts).hasSizeGreaterThan(1).allSatisfy(part -> assertThat(part.size()
                        * part.stream().mapToInt(e -> e.ids().length).max().orElseThrow())
                .isLessThanOrEqualTo(64));
        assertThat(Batches.withinMemory(batch, 1 << 10)).containsExactly(batch);
        assertThat(Batches.withinMemory(batch, 1 << 30)).hasSameSizeAs(batch);
    }
}
