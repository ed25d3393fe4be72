package io.antidistill.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NucleusTest {
    /** Few distinct logits, so that there are ties nearly everywhere, also at the cut. */
    @Property(tries = 500, seed = "20")
    void isWhatSortingEverythingGives(
            @ForAll @IntRange(min = 1, max = 300) int vocabulary,
            @ForAll @IntRange(min = 1, max = 40) int distinctLogits,
            @ForAll @DoubleRange(min = 0.01, max = 1) double topP,
            @ForAll long seed) {
        double[] logP = randomLogProbabilities(vocabulary, distinctLogits, seed);
        assertIsWhatSortingGives(logP, topP);
    }

    @Test
    void isWhatSortingEverythingGivesForALargeVocabulary() {
        assertIsWhatSortingGives(randomLogProbabilities(150_000, Integer.MAX_VALUE, 11), 0.95);
    }

    @Test
    void keepsTheSmallerIdAmongTies() {
        double quarter = Math.log(0.25);
        double[] logP = {quarter, quarter, quarter, quarter};
        assertThat(new Nucleus(4).of(logP, 0.5).tokens()).containsExactly(0, 1);
        assertThat(new Nucleus(4).of(logP, 0.51).tokens()).containsExactly(0, 1, 2);
    }

    @Test
    void keepsOneTokenHoweverSmallTopPIs() {
        double[] logP = {Math.log(0.2), Math.log(0.7), Math.log(0.1)};
        assertThat(new Nucleus(3).of(logP, 1e-12).tokens()).containsExactly(1);
    }

    /** All but four tokens share the last bucket, and the cut lies there. */
    @Test
    void cutsAmongTheLeastProbableTokensToo() {
        double[] logP = new double[2_000];
        Arrays.setAll(logP, v -> v < 4 ? -v : -28 - v / 300.0);
        LogSoftmax.normalise(logP);
        assertThat(bySorting(logP, 1 - 1e-10)).hasSizeBetween(50, 500);
        assertIsWhatSortingGives(logP, 1 - 1e-10);
    }

    @Test
    void canBeUsedAgainForAnotherDistribution() {
        Nucleus nucleus = new Nucleus(200);
        nucleus.of(randomLogProbabilities(200, 7, 1), 0.9);
        double[] second = randomLogProbabilities(200, 7, 2);
        assertThat(nucleus.of(second, 0.3).tokens())
                .isEqualTo(new Nucleus(200).of(second, 0.3).tokens());
    }

    /** Where the mass before a token is top-p up to rounding, it may be kept or not. */
    private static void assertIsWhatSortingGives(double[] logP, double topP) {
        TokenDistribution nucleus = new Nucleus(logP.length).of(logP, topP);
        double rounding = topP < 1 ? 1e-13 : 0;
        assertThat(nucleus.size())
                .isBetween(
                        bySorting(logP, topP - rounding).size(),
                        bySorting(logP, topP + rounding).size());
        assertThat(IntStream.of(nucleus.tokens()).boxed())
                .containsExactlyInAnyOrderElementsOf(bySorting(logP, 1).subList(0, nucleus.size()));
    }

    private static double[] randomLogProbabilities(int vocabulary, int distinctLogits, long seed) {
        Random random = new Random(seed);
        double[] x = new double[vocabulary];
        for (int v = 0; v < vocabulary; v++) {
            x[v] = distinctLogits == Integer.MAX_VALUE
                    ? 3 * random.nextGaussian()
                    : random.nextInt(distinctLogits) * 0.3;
        }
        LogSoftmax.normalise(x);
        return x;
    }

    private static List<Integer> bySorting(double[] logP, double topP) {
        List<Integer> sorted = IntStream.range(0, logP.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(v -> -Math.exp(logP[v]))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        int kept = 0;
        for (double before = 0; kept < sorted.size() && (before < topP || topP == 1); kept++) {
            before += Math.exp(logP[sorted.get(kept)]);
        }
        return sorted.subList(0, kept);
    }
}
