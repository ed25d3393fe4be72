package io.antidistill.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PermutedScoreTest {
    @Property(tries = 100, seed = "20")
    void keepsTheSizesOfTheScores(@ForAll @IntRange(min = 1, max = 400) int vocabulary, @ForAll long seed) {
        float[] delta = random(vocabulary, seed);
        float[] shuffled = new PermutedScore(vocabulary).of(delta, 0, KeyedNoise.at(seed, 3));
        assertThat(sortedSizes(shuffled)).isEqualTo(sortedSizes(delta));
    }

    @Test
    void readsItsOwnRowOfTheBatch() {
        float[] delta = random(60, 8);
        float[] second = Arrays.copyOfRange(delta, 20, 40);
        assertThat(new PermutedScore(20).of(delta, 20, KeyedNoise.at(1, 1)))
                .isEqualTo(new PermutedScore(20).of(second, 0, KeyedNoise.at(1, 1)));
    }

    @Test
    void dependsOnSeedAndPosition() {
        float[] delta = random(50, 4);
        float[] here = new PermutedScore(50).of(delta, 0, KeyedNoise.at(1, 1)).clone();
        assertThat(new PermutedScore(50).of(delta, 0, KeyedNoise.at(1, 1))).isEqualTo(here);
        assertThat(new PermutedScore(50).of(delta, 0, KeyedNoise.at(1, 2))).isNotEqualTo(here);
        assertThat(new PermutedScore(50).of(delta, 0, KeyedNoise.at(2, 1))).isNotEqualTo(here);
    }

    /** Chi-square at 0.1 % with 15 degrees of freedom: 37.7; half the signs flip within five standard deviations. */
    @Test
    void sendsEveryEntryEverywhereAndFlipsHalfOfTheSigns() {
        float[] delta = new float[16];
        for (int v = 0; v < 16; v++) {
            delta[v] = v + 1;
        }
        int draws = 32_000;
        int[][] places = new int[16][16];
        int flipped = 0;
        PermutedScore permuted = new PermutedScore(16);
        for (int position = 0; position < draws; position++) {
            float[] shuffled = permuted.of(delta, 0, KeyedNoise.at(17, position));
            for (int place = 0; place < 16; place++) {
                places[(int) Math.abs(shuffled[place]) - 1][place]++;
            }
            flipped += shuffled[0] < 0 ? 1 : 0;
        }
        assertThat(flipped).isBetween(draws / 2 - 450, draws / 2 + 450);
        for (int[] counts : places) {
            double expected = draws / 16.0;
            double chiSquare = Arrays.stream(counts)
                    .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                    .sum();
            assertThat(chiSquare).isLessThan(37.7);
        }
    }

    private static float[] random(int n, long seed) {
        Random random = new Random(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] sortedSizes(float[] values) {
        float[] sizes = new float[values.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.abs(values[i]);
        }
        Arrays.sort(sizes);
        return sizes;
    }
}
