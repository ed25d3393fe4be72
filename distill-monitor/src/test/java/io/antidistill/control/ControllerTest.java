package io.antidistill.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.antidistill.control.Decision.Cause;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControllerTest {
    private static final ControllerSettings SETTINGS = ControllerSettings.defaults();
    private final Controller controller = new Controller(SETTINGS);

    @Test
    void raisesLambdaWhenTheThiefLearnsTooMuch() {
        Decision decision = controller.decide(ControllerState.at(2), Measurement.of(0.9));

        assertThat(decision.cause()).isEqualTo(Cause.STEERED);
        assertThat(decision.lambda()).isGreaterThan(2);
        assertThat(decision.reason()).contains("above target").contains("0.900");
    }

    @Test
    void lowersLambdaWhenTheThiefLearnsTooLittle() {
        assertThat(controller.decide(ControllerState.at(2), Measurement.of(0.1)).lambda())
                .isLessThan(2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void holdsWhenDistillabilityIsNotDefined(double distillability) {
        Decision decision = controller.decide(ControllerState.at(3), Measurement.of(distillability));

        assertThat(decision.lambda()).isEqualTo(3);
        assertThat(decision.cause()).isEqualTo(Cause.NO_MEASUREMENT);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1.5, Double.NaN})
    void holdsWhenTheWindowSaysNothingOfTheLambdaInForce(double fresh) {
        Decision decision =
                controller.decide(ControllerState.at(3), Measurement.of(0.9).withFreshShare(fresh));

        assertThat(decision.lambda()).isEqualTo(3);
        assertThat(decision.cause()).isEqualTo(Cause.STALE_WINDOW);
    }

    @Test
    void movesLessWhenLittleOfTheWindowIsFresh() {
        double all =
                controller.decide(ControllerState.at(2), Measurement.of(0.7)).lambda();
        double half = controller
                .decide(ControllerState.at(2), Measurement.of(0.7).withFreshShare(0.5))
                .lambda();

        assertThat(half).isGreaterThan(2).isLessThan(all);
    }

    @Test
    void backsOffBelowTheUtilityFloorWhateverTheDistillability() {
        for (double distillability : new double[] {0.99, 0.01, Double.NaN}) {
            Decision decision = controller.decide(
                    ControllerState.at(4), Measurement.of(distillability).withUtility(0.5));

            assertThat(decision.cause()).isEqualTo(Cause.UTILITY_FLOOR);
            assertThat(decision.lambda()).isEqualTo(2);
        }
    }

    @Test
    void doesNotRiseAgainBeforeUtilityHasRecovered() {
        ControllerState broken = controller
                .decide(ControllerState.at(4), Measurement.of(0.9).withUtility(0.5))
                .next();
        Decision stillLow = controller.decide(broken, Measurement.of(0.9).withUtility(0.86));
        Decision unknown = controller.decide(stillLow.next(), Measurement.of(0.9));
        Decision recovered =
                controller.decide(unknown.next(), Measurement.of(0.9).withUtility(0.95));

        assertThat(stillLow.cause()).isEqualTo(Cause.UTILITY_RECOVERING);
        assertThat(unknown.cause()).isEqualTo(Cause.UTILITY_RECOVERING);
        assertThat(recovered.lambda()).isGreaterThan(unknown.lambda());
    }

    @Test
    void takesAnUndefinedUtilityForAMissingOne() {
        Measurement measured = new Measurement(0.9, 1, OptionalDouble.of(Double.NaN));

        assertThat(controller.decide(ControllerState.at(2), measured).lambda()).isGreaterThan(2);
    }

    @Test
    void restsWithinTheDeadBandAndKeepsMovingUntilTheInnerBand() {
        Decision resting = controller.decide(ControllerState.at(2), Measurement.of(0.54));
        Decision moving = controller.decide(ControllerState.at(2).withMoving(true), Measurement.of(0.54));
        Decision arrived = controller.decide(moving.next(), Measurement.of(0.51));

        assertThat(resting.lambda()).isEqualTo(2);
        assertThat(moving.lambda()).isGreaterThan(2);
        assertThat(arrived.cause()).isEqualTo(Cause.ON_TARGET);
        assertThat(arrived.next().moving()).isFalse();
    }

    @Test
    void leavesAGroupAloneThatAPersonHasSwitchedOff() {
        Decision decision = controller.decide(ControllerState.setByHand(0, false), Measurement.of(0.99));

        assertThat(decision.lambda()).isZero();
        assertThat(decision.cause()).isEqualTo(Cause.SWITCHED_OFF);
    }

    @Test
    void leavesZeroForItsLeastWhereNobodySwitchedTheGroupOff() {
        Decision up = controller.decide(ControllerState.at(0), Measurement.of(0.99));
        Decision enough = controller.decide(ControllerState.at(0), Measurement.of(0.2));

        assertThat(up.lambda()).isEqualTo(SETTINGS.lambdaMin());
        assertThat(up.reason()).contains("0 -> 0.1");
        assertThat(enough.lambda()).isZero();
    }

    @Test
    void saysWhatItWouldDoWhileAPersonHasFrozenLambda() {
        Decision decision = controller.decide(ControllerState.setByHand(3, true), Measurement.of(0.9));

        assertThat(decision.cause()).isEqualTo(Cause.FROZEN);
        assertThat(decision.lambda()).isEqualTo(3);
        assertThat(decision.reason())
                .startsWith("frozen by hand, lambda held; it would be 5.466 otherwise: ")
                .contains("0.900", "above target");
    }

    @Test
    void explainsAStepRuleByRule() {
        Decision limited =
                controller.decide(ControllerState.at(20), Measurement.of(1.2).withFreshShare(0.75));

        assertThat(limited.reason())
                .isEqualTo("distillability 1.200 (target 0.50) is above target, lambda up: error +0.700 x gain 1.50,"
                        + " of which 75 % is new, asks for a factor of 2.20, a round allows 2.00, lambda is kept within"
                        + " 0.1000 and 32.00; 20.00 -> 32.00");
    }

    @Test
    void weighsHowTheErrorChangesWhereAskedToButIsNotTurnedRoundByIt() {
        Controller both = new Controller(SETTINGS.withGains(1.5, 1));
        ControllerState rising = ControllerState.at(2).withError(0.1).withMoving(true);

        assertThat(both.decide(rising, Measurement.of(0.7)).lambda()).isEqualTo(2 * Math.exp(0.3 + 0.1), within(1e-12));
        assertThat(both.decide(rising.withError(0.3), Measurement.of(0.7)).lambda())
                .isEqualTo(2 * Math.exp(0.3 - 0.1), within(1e-12));
        assertThat(both.decide(rising.withError(0.9), Measurement.of(0.7)).cause())
                .isEqualTo(Cause.COMING_BACK);
    }

    @Test
    void doesNotTurnRoundALambdaThatAPersonSetBeyondTheBounds() {
        assertThat(controller
                        .decide(ControllerState.at(100), Measurement.of(0.9))
                        .lambda())
                .isEqualTo(100);
        assertThat(controller
                        .decide(ControllerState.at(100), Measurement.of(0.1))
                        .lambda())
                .isBetween(50.0, 100.0);
        assertThat(controller
                        .decide(ControllerState.at(0.01), Measurement.of(0.1))
                        .lambda())
                .isEqualTo(0.01);
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> SETTINGS.withTarget(1.5)).hasMessageContaining("invalid value 1.5 for target");
        assertThatThrownBy(() -> SETTINGS.withBounds(0, 4)).hasMessageContaining("lambdaMin");
        assertThatThrownBy(() -> SETTINGS.withBounds(4, 2)).hasMessageContaining("lambdaMax");
        assertThatThrownBy(() -> SETTINGS.withUtilityFloor(Double.NaN)).hasMessageContaining("utilityFloor");
        assertThatThrownBy(() -> ControllerState.at(-1)).hasMessageContaining("lambda");
        assertThatThrownBy(() -> ControllerState.at(Double.NaN)).hasMessageContaining("lambda");
    }
}
