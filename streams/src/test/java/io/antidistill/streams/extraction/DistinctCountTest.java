package io.antidistill.streams.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Percentage;

class DistinctCountTest {
    @Property(tries = 200)
    void neitherOrderNorRepetitionMatters(@ForAll @Size(max = 400) List<Long> hashes, @ForAll Random random) {
        List<Long> shuffled = Arrays.asList(hashes.toArray(new Long[0]));
        Collections.shuffle(shuffled, random);
        DistinctCount once = of(hashes);
        assertThat(of(shuffled)).isEqualTo(once);
        assertThat(once.plus(once)).isEqualTo(once);
        assertThat(DistinctCount.ofKept(once.kept())).isEqualTo(once);
    }

    @Property(tries = 200)
    void twoPartsTogetherAreTheWhole(
            @ForAll @Size(max = 400) List<Long> some, @ForAll @Size(max = 400) List<Long> more) {
        DistinctCount whole = of(some);
        for (long hash : more) {
            whole = whole.plus(hash);
        }
        assertThat(of(some).plus(of(more))).isEqualTo(whole);
        assertThat(of(more).plus(of(some))).isEqualTo(whole);
    }

    @Property(tries = 200)
    void addingNeverLowersTheEstimateByMuchAndTheStateIsBounded(@ForAll @Size(max = 400) List<Long> hashes) {
        DistinctCount count = of(hashes);
        assertThat(count.kept()).hasSizeLessThanOrEqualTo(DistinctCount.CAPACITY);
        if (hashes.stream().distinct().count() < DistinctCount.CAPACITY) {
            assertThat(count.estimate())
                    .isEqualTo((double) hashes.stream().distinct().count());
        }
    }

    @Example
    void estimatesManyWithinThreeStandardErrors() {
        Random random = new Random(5);
        for (int many : new int[] {1_000, 20_000, 300_000}) {
            DistinctCount count = DistinctCount.NONE;
            for (int i = 0; i < many; i++) {
                count = count.plus(random.nextLong());
            }
            assertThat(count.estimate()).isCloseTo(many, Percentage.withPercentage(27));
        }
    }

    private static DistinctCount of(List<Long> hashes) {
        return DistinctCount.NONE.plus(
                hashes.stream().mapToLong(Long::longValue).toArray());
    }
}
