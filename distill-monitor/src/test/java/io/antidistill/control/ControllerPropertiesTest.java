package io.antidistill.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class ControllerPropertiesTest {
    private static final ControllerSettings SETTINGS = ControllerSettings.defaults();
    private final Controller controller = new Controller(SETTINGS);

    @Property(seed = "11")
    void staysFiniteWithinBoundsAndWithinTheRate(
            @ForAll @DoubleRange(min = 0.1, max = 32) double lambda,
            @ForAll double distillability,
            @ForAll @DoubleRange(min = 0, max = 1) double fresh,
            @ForAll @DoubleRange(min = 0, max = 1) double utility,
            @ForAll boolean graded,
            @ForAll boolean moving,
            @ForAll boolean recovering) {
        OptionalDouble canaries = graded ? OptionalDouble.of(utility) : OptionalDouble.empty();

        Decision decision = controller.decide(
                new ControllerState(lambda, moving, recovering), new Measurement(distillability, fresh, canaries));

        assertThat(decision.lambda()).isFinite().isBetween(SETTINGS.lambdaMin(), SETTINGS.lambdaMax());
        assertThat(Math.abs(Math.log(decision.lambda() / lambda)))
                .isLessThanOrEqualTo(Math.log(SETTINGS.maxFactor()) + 1e-12);
        assertThat(decision.next().lambda()).isEqualTo(decision.lambda());
        assertThat(decision.reason()).isNotBlank();
    }

    @Property(seed = "12")
    void neverMovesAgainstTheErrorWhileUtilityHolds(
            @ForAll @DoubleRange(min = 0, max = 1000) double lambda,
            @ForAll @DoubleRange(min = -3, max = 4) double distillability,
            @ForAll @DoubleRange(min = 0, max = 1) double fresh,
            @ForAll @DoubleRange(min = 0.85, max = 1) double utility,
            @ForAll boolean moving) {
        Decision decision = controller.decide(
                new ControllerState(lambda, moving, false),
                new Measurement(distillability, fresh, OptionalDouble.of(utility)));

        double moved = decision.lambda() - lambda;
        assertThat(moved * (distillability - SETTINGS.target())).isGreaterThanOrEqualTo(0);
    }

    @Property(seed = "13")
    void raisesLambdaMoreTheMoreTheThiefLearns(
            @ForAll @DoubleRange(min = 0.1, max = 32) double lambda,
            @ForAll @DoubleRange(min = -1, max = 2) double one,
            @ForAll @DoubleRange(min = -1, max = 2) double other) {
        ControllerState state = ControllerState.at(lambda);

        double atLess =
                controller.decide(state, Measurement.of(Math.min(one, other))).lambda();
        double atMore =
                controller.decide(state, Measurement.of(Math.max(one, other))).lambda();

        assertThat(atLess).isLessThanOrEqualTo(atMore);
    }
}
