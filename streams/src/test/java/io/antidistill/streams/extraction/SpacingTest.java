package io.antidistill.streams.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;

class SpacingTest {
    @Example
    void independentQuestionsAreSpacedRegularly() {
        assertThat(after(500, new Random(3), 0).regularity()).isGreaterThan(0.8);
    }

    @Example
    void askingAgainInOtherWordsIsNot() {
        assertThat(after(500, new Random(3), 0.4).regularity()).isLessThan(0.6);
    }

    @Example
    void fewOrEqualDistancesSayNothing() {
        assertThat(after(Spacing.FEWEST, new Random(3), 0).regularity()).isZero();
        assertThat(after(500, new Random(3), 1).regularity()).isZero();
    }

    @Property(tries = 100)
    void regularityIsAShareAndPartsCanBeAdded(@ForAll long seed, @ForAll @IntRange(max = 300) int prompts) {
        Spacing all = after(prompts, new Random(seed), 0.3);
        assertThat(all.regularity()).isBetween(0.0, 1.0);
        Spacing restored = Spacing.of(all.recent(), all.count(), all.powerSums());
        assertThat(Spacing.NONE.plus(restored).regularity()).isCloseTo(all.regularity(), Offset.offset(1e-9));
        assertThat(all.recent()).hasSizeLessThanOrEqualTo(Spacing.RECENT);
    }

    /** @param again part of the prompts that repeat the one before */
    private static Spacing after(int prompts, Random random, double again) {
        Spacing spacing = Spacing.NONE;
        long last = random.nextLong();
        for (int i = 0; i < prompts; i++) {
            last = random.nextDouble() < again ? last : random.nextLong();
            spacing = spacing.plus(last);
        }
        return spacing;
    }
}
