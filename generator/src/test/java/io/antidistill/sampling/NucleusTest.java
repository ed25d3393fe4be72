package io.antidistill.sampling;

import static org.assertj.core.api.Assertions.assertThat;

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
        TokenDistribution nucleus = new Nucleus(vocabulary).of(logP, topP);
        List<Integer> expected = bySorting(logP, topP);
        assertThat(IntStream.of(nucleus.tokens()).boxed().toList())
                .usingElementComparator(Comparator.naturalOrder())
                .containsExactlyInAnyOrderElementsOf(expected);
        if (topP < 1) {
            assertThat(IntStream.of(nucleus.tokens()).boxed().toList()).isEqualTo(expected);
        }
    }

    @Test
    void isWhatSortingEverythingGivesForALargeVocabulary() {
        double[] logP = randomLogProbabilities(150_000, Integer.MAX_VALUE, 11);
        TokenDistribution nucleus = new Nucleus(logP.length).of(logP, 0.95);
        assertThat(IntStream.of(nucleus.tokens()).boxed().toList()).isEqualTo(bySorting(logP, 0.95));
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

    @Test
    void canBeUsedAgainForAnotherDistribution() {
        Nucleus nucleus = new Nucleus(200);
        nucleus.of(randomLogProbabilities(200, 7, 1), 0.9);
        double[] second = randomLogProbabilities(200, 7, 2);
        assertThat(nucleus.of(second, 0.3).tokens())
                .isEqualTo(new Nucleus(200).of(second, 0.3).tokens());
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
