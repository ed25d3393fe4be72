package io.antidistill.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PromptChunkTest {
    @Test
    void readsTheNextPartOfALongPromptByItself() {
        assertThat(PromptChunk.shares(new int[] {1000, 2}, 256)).containsExactly(256);
    }

    @Test
    void readsShortPromptsTogetherAndCountsTheirPadding() {
        assertThat(PromptChunk.shares(new int[] {10, 10, 10, 10}, 30)).containsExactly(10, 10, 10);
        assertThat(PromptChunk.shares(new int[] {2, 2, 20}, 30)).containsExactly(2, 2);
        assertThat(PromptChunk.shares(new int[0], 30)).isEmpty();
    }

    @Property(tries = 300, seed = "14")
    void everyPromptIsReadWholeInTheOrderOfArrivalWithinTheSize(
            @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 40) Integer> prompts,
            @ForAll @IntRange(min = 1, max = 50) int size) {
        int[] closed = prompts.stream().mapToInt(Integer::intValue).toArray();
        for (int steps = 0; closed.length > 0; steps++) {
            int[] shares = PromptChunk.shares(closed, size);
            assertThat(shares).isNotEmpty();
            assertThat(Arrays.stream(shares).min().orElseThrow()).isPositive();
            assertThat(shares.length * Arrays.stream(shares).max().orElseThrow())
                    .isLessThanOrEqualTo(size);
            for (int i = 0; i < shares.length; i++) {
                closed[i] -= shares[i];
                assertThat(closed[i] == 0 || shares.length == 1).isTrue();
            }
            closed = Arrays.stream(closed).dropWhile(left -> left == 0).toArray();
            assertThat(closed).doesNotContain(0);
            assertThat(steps).isLessThan(40 * 8);
        }
    }
}
