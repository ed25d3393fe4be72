package io.antidistill.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class DistillabilityTest {
    @Test
    void isOneForAStudentAsGoodAsTheCleanOne() {
        assertThat(Distillability.ofLoss(0.75, 0.28, 0.28)).hasValue(1);
        assertThat(accuracy(0.1, 0.6, 0.6).getAsDouble()).isEqualTo(1);
    }

    @Test
    void isZeroWhereNothingWasLearnedAndNegativeWhereItHarmed() {
        assertThat(Distillability.ofLoss(0.75, 0.28, 0.75)).hasValue(0);
        assertThat(Distillability.ofLoss(0.75, 0.28, 0.80).getAsDouble()).isNegative();
        assertThat(accuracy(0.1, 0.6, 0.05).getAsDouble()).isNegative();
    }

    @Test
    void isNotDefinedWithoutAYardstick() {
        assertThat(Distillability.ofLoss(0.5, 0.5, 0.4)).isEmpty();
        assertThat(Distillability.ofLoss(0.3, 0.5, 0.4)).isEmpty();
        assertThat(Distillability.ofLoss(Double.NaN, 0.5, 0.4)).isEmpty();
        assertThat(Distillability.ofLoss(0.7, Double.NaN, 0.4)).isEmpty();
        assertThat(Distillability.ofLoss(0.7, 0.5, Double.NaN)).isEmpty();
        assertThat(Distillability.ofLoss(0.7, 0.5, Double.POSITIVE_INFINITY)).isEmpty();
        assertThat(Distillability.ofLoss(Double.POSITIVE_INFINITY, 0.5, 0.4)).isEmpty();
        assertThat(accuracy(0.5, 0.52, 0.6)).isEmpty();
        assertThat(Distillability.ofAccuracy(OptionalDouble.empty(), OptionalDouble.of(1), OptionalDouble.of(1)))
                .isEmpty();
    }

    @Property(seed = "21")
    void placesAStudentWhereItIsBetweenTheReferences(
            @ForAll @DoubleRange(min = 0.1, max = 5) double clean,
            @ForAll @DoubleRange(min = 0.1, max = 5) double gain,
            @ForAll @DoubleRange(min = -1, max = 2) double share) {
        double base = clean + gain;

        assertThat(Distillability.ofLoss(base, clean, base - share * gain).getAsDouble())
                .isCloseTo(share, within(1e-9 * (1 + base / gain)));
    }

    private static OptionalDouble accuracy(double base, double clean, double probe) {
        return Distillability.ofAccuracy(OptionalDouble.of(base), OptionalDouble.of(clean), OptionalDouble.of(probe));
    }
}
