package io.antidistill.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

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
                automatic(lambda, moving, recovering), new Measurement(distillability, fresh, canaries));

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
                automatic(lambda, moving, false), new Measurement(distillability, fresh, OptionalDouble.of(utility)));

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

    @Property(seed = "14")
    void neitherASaturatedNorALimitedPastDelaysTheWayBack(
            @ForAll @IntRange(min = 0, max = 200) int rounds,
            @ForAll @DoubleRange(min = 0.6, max = 5) double above,
            @ForAll @DoubleRange(min = 0, max = 0.4) double below) {
        ControllerState pinned = ControllerState.at(SETTINGS.lambdaMax());
        for (int i = 0; i < rounds; i++) {
            pinned = controller.decide(pinned, Measurement.of(above)).next();
        }
        assertThat(pinned.lambda()).isEqualTo(SETTINGS.lambdaMax());

        Decision back = controller.decide(pinned, Measurement.of(below));
        Decision withoutPast =
                controller.decide(automatic(SETTINGS.lambdaMax(), rounds > 0, false), Measurement.of(below));

        assertThat(back.lambda()).isLessThan(SETTINGS.lambdaMax()).isEqualTo(withoutPast.lambda());
    }

    @Property(seed = "15")
    void neverMovesWhatAPersonHasFrozen(
            @ForAll @DoubleRange(min = 0, max = 1000) double lambda,
            @ForAll double distillability,
            @ForAll double fresh,
            @ForAll double utility) {
        ControllerState frozen = ControllerState.setByHand(lambda, true);

        Decision decision =
                controller.decide(frozen, new Measurement(distillability, fresh, OptionalDouble.of(utility)));

        assertThat(decision.next()).isEqualTo(frozen);
        assertThat(decision.lambda()).isEqualTo(lambda);
        assertThat(decision.reason()).startsWith("frozen by hand");
    }

    @Property(seed = "16")
    void neverMovesByWhatIsNotANumber(
            @ForAll @DoubleRange(min = 0, max = 1000) double lambda,
            @ForAll boolean moving,
            @ForAll @DoubleRange(min = 0.85, max = 1) double utility) {
        for (double nothing : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThat(controller
                            .decide(
                                    automatic(lambda, moving, false),
                                    Measurement.of(nothing).withUtility(utility))
                            .lambda())
                    .isEqualTo(lambda);
            assertThat(controller
                            .decide(
                                    automatic(lambda, moving, false),
                                    Measurement.of(0.9).withFreshShare(nothing))
                            .lambda())
                    .isEqualTo(lambda);
        }
    }

    @Property(seed = "17")
    void keepsBoundsRateAndDirectionWithAProportionalPart(
            @ForAll @DoubleRange(min = 0.1, max = 32) double lambda,
            @ForAll @DoubleRange(min = -3, max = 4) double before,
            @ForAll @DoubleRange(min = -3, max = 4) double distillability,
            @ForAll @DoubleRange(min = 0, max = 10) double proportional) {
        Controller both = new Controller(SETTINGS.withGains(1.5, proportional));

        double after = both.decide(ControllerState.at(lambda).withError(before), Measurement.of(distillability))
                .lambda();

        assertThat(after).isBetween(SETTINGS.lambdaMin(), SETTINGS.lambdaMax());
        assertThat(Math.abs(Math.log(after / lambda))).isLessThanOrEqualTo(Math.log(SETTINGS.maxFactor()) + 1e-12);
        assertThat((after - lambda) * (distillability - SETTINGS.target())).isGreaterThanOrEqualTo(0);
    }

    private static ControllerState automatic(double lambda, boolean moving, boolean recovering) {
        return ControllerState.at(lambda).withMoving(moving).withRecovering(recovering);
    }
}
