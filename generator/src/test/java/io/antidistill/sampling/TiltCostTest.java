package io.antidistill.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class TiltCostTest {
    private static final int[] TOKENS = {0, 1, 2};

    @Test
    void forSmallLambdaItIsHalfTheVarianceTimesLambdaSquared() {
        TiltCost cost = new TiltCost();
        cost.add(plain(0.5, 0.3, 0.2), new float[] {1, -2, 4});
        double variance = 0.5 * 1 + 0.3 * 4 + 0.2 * 16 - Math.pow(0.5 - 0.6 + 0.8, 2);

        assertThat(cost.at(1e-3) / (1e-6 * variance / 2)).isCloseTo(1, within(1e-2));
    }

    @Test
    void itsLimitIsWhatTheBestCandidateAloneCosts() {
        TiltCost cost = new TiltCost();
        cost.add(plain(0.5, 0.3, 0.2), new float[] {1, -2, 4});
        cost.add(new TokenDistribution(new int[] {7}, new double[] {0}), new float[1]); // no choice, no cost

        assertThat(cost.limit()).isCloseTo(-Math.log(0.2) / 2, within(1e-12));
        assertThat(cost.at(1e4)).isCloseTo(cost.limit(), within(1e-9));
        assertThat(cost.at(0)).isZero();
    }

    @Property(tries = 50)
    void theLambdaOfACostCostsThat(@ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 0.95) double share) {
        Random random = new Random(seed);
        TiltCost cost = new TiltCost();
        for (int i = 0; i < 20; i++) {
            double a = 0.05 + 0.4 * random.nextDouble();
            cost.add(plain(a, 0.5, 0.5 - a), new float[] {
                (float) random.nextGaussian(), (float) random.nextGaussian(), (float) random.nextGaussian()
            });
        }
        double wanted = share * cost.limit();
        assertThat(cost.at(cost.lambdaAt(wanted))).isCloseTo(wanted, within(1e-9));
    }

    @Test
    void aCostThatNoLambdaReachesIsRefused() {
        TiltCost cost = new TiltCost();
        cost.add(plain(0.5, 0.3, 0.2), new float[] {1, -2, 4});
        assertThatThrownBy(() -> cost.lambdaAt(2)).hasMessageContaining("the most that any lambda costs");
        assertThatThrownBy(() -> cost.lambdaAt(0)).hasMessageContaining("above 0");
    }

    private static TokenDistribution plain(double... p) {
        return new TokenDistribution(
                TOKENS, java.util.Arrays.stream(p).map(Math::log).toArray());
    }
}
