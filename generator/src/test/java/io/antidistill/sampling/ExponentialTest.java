package io.antidistill.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ExponentialTest {
    @Property(tries = 20_000)
    void isThatOfTheLibraryToTwoUnitsInTheLastPlace(@ForAll @DoubleRange(min = -700, max = 0) double x) {
        assertCorrect(x);
    }

    @Property(tries = 20_000)
    void isThatOfTheLibraryWhereProbabilitiesAre(@ForAll @DoubleRange(min = -40, max = 0) double x) {
        assertCorrect(x);
    }

    private static void assertCorrect(double x) {
        double expected = Math.exp(x);
        assertThat(Math.abs(Exponential.of(x) - expected)).isLessThanOrEqualTo(2 * Math.ulp(expected));
    }

    @Test
    void isExactAtTheEnds() {
        assertThat(Exponential.of(0)).isEqualTo(1);
        assertThat(Exponential.of(-0.0)).isEqualTo(1);
        assertThat(Exponential.of(-701)).isZero();
        assertThat(Exponential.of(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(Exponential.of(Double.NaN)).isNaN();
    }
}
