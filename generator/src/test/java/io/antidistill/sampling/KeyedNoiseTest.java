package io.antidistill.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seeds are fixed, so these pass or fail for ever; the bounds are the chi-square quantiles at 0.1 %. */
class KeyedNoiseTest {
    private static final double CHI_SQUARE_99_DEGREES = 148.2;

    @Test
    void isUniformOverTokensPositionsAndSeeds() {
        int[] overTokens = new int[100];
        int[] overPositions = new int[100];
        int[] overSeeds = new int[100];
        for (int i = 0; i < 200_000; i++) {
            overTokens[(int) (100 * KeyedNoise.at(1, 0).uniform(i))]++;
            overPositions[(int) (100 * KeyedNoise.at(1, i).uniform(0))]++;
            overSeeds[(int) (100 * KeyedNoise.at(i, 0).uniform(0))]++;
        }
        assertThat(chiSquareOfUniform(overTokens)).isLessThan(CHI_SQUARE_99_DEGREES);
        assertThat(chiSquareOfUniform(overPositions)).isLessThan(CHI_SQUARE_99_DEGREES);
        assertThat(chiSquareOfUniform(overSeeds)).isLessThan(CHI_SQUARE_99_DEGREES);
    }

    @Test
    void isIndependentBetweenNeighbours() {
        int[] tokens = new int[100];
        int[] positions = new int[100];
        int[] seeds = new int[100];
        int[] swapped = new int[100];
        for (int i = 0; i < 200_000; i++) {
            int here = (int) (10 * KeyedNoise.at(5, i).uniform(i));
            tokens[10 * here + (int) (10 * KeyedNoise.at(5, i).uniform(i + 1))]++;
            positions[10 * here + (int) (10 * KeyedNoise.at(5, i + 1).uniform(i))]++;
            seeds[10 * here + (int) (10 * KeyedNoise.at(6, i).uniform(i))]++;
            swapped[10 * here + (int) (10 * KeyedNoise.at(i, 5).uniform(i))]++;
        }
        for (int[] joint : new int[][] {tokens, positions, seeds, swapped}) {
            assertThat(chiSquareOfUniform(joint)).isLessThan(CHI_SQUARE_99_DEGREES);
        }
    }

    @Test
    void isNeverZeroOrOneSoThatGumbelIsFinite() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(KeyedNoise.at(i, i).uniform(i)).isStrictlyBetween(0.0, 1.0);
            assertThat(KeyedNoise.at(i, i).gumbel(i)).isFinite();
        }
        assertThat(((0xFFFFFFFFFFFFFFFFL >>> 12) + 0.5) * 0x1p-52).isLessThan(1.0);
    }

    @Test
    void keepsItsValuesBecauseAuditedTracesRestOnThem() {
        assertThat(KeyedNoise.at(42, 7).bits(0)).isEqualTo(146974938868952004L);
    }

    /** Also for the largest noise there can be, where U is next to 1. */
    @Test
    void boundsItsNoiseFromAbove() {
        for (int i = 0; i < 1_000_000; i++) {
            KeyedNoise noise = KeyedNoise.at(8, i);
            assertThat(noise.gumbelBound(i) > noise.gumbel(i)).isTrue();
        }
        assertThat(53 * 0.694).isGreaterThan(-Math.log(-Math.log((0xFFFFFFFFFFFFFL + 0.5) * 0x1p-52)));
    }

    @Test
    void drawsByGumbelMaxFollowTheDistribution() {
        Random random = new Random(3);
        double[] logP = new double[20];
        for (int i = 0; i < logP.length; i++) {
            logP[i] = 1.5 * random.nextGaussian();
        }
        LogSoftmax.normalise(logP);
        TokenDistribution p = new Nucleus(logP.length).of(logP, 1);
        int draws = 200_000;
        int[] counts = new int[logP.length];
        for (int position = 0; position < draws; position++) {
            counts[KeyedNoise.at(99, position).draw(p)]++;
        }
        double chiSquare = 0;
        for (int v = 0; v < counts.length; v++) {
            double expected = draws * Math.exp(logP[v]);
            assertThat(expected).isGreaterThan(20);
            chiSquare += (counts[v] - expected) * (counts[v] - expected) / expected;
        }
        assertThat(chiSquare).isLessThan(43.8); // 19 degrees of freedom
    }

    private static double chiSquareOfUniform(int[] counts) {
        double total = 0;
        for (int count : counts) {
            total += count;
        }
        double expected = total / counts.length;
        double sum = 0;
        for (int count : counts) {
            sum += (count - expected) * (count - expected) / expected;
        }
        return sum;
    }
}
