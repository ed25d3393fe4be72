package io.antidistill.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControllerOnPlantTest {
    private static final ControllerSettings SETTINGS = ControllerSettings.defaults();
    private final Controller controller = new Controller(SETTINGS);

    private double[] run(Plant plant, double start, int rounds) {
        double[] lambdas = new double[rounds];
        ControllerState state = ControllerState.at(start);
        for (int i = 0; i < rounds; i++) {
            state = controller
                    .decide(state, Measurement.of(plant.measure(state.lambda())))
                    .next();
            lambdas[i] = state.lambda();
        }
        return lambdas;
    }

    @ParameterizedTest
    @CsvSource({"0.4, 1.2", "3, 1.2", "12, 1.2", "25, 1.2", "6, 3"})
    void settlesOnTheTargetAfterAStepWithoutOvershoot(double halfway, double slope) {
        Plant plant = new Plant(halfway, slope, 0, 0, 2, 1);

        double[] lambdas = run(plant, 2, 25);

        assertThat(plant.distillability(lambdas[24])).isBetween(0.45, 0.55);
        for (double lambda : lambdas) {
            if (halfway > 2) {
                assertThat(lambda).isBetween(2.0, halfway * 1.15);
            } else {
                assertThat(lambda).isBetween(halfway / 1.15, 2.0);
            }
        }
    }

    @Test
    void restsOnceItIsThere() {
        double[] lambdas = run(new Plant(6, 1.2, 0, 0, 2, 1), 2, 30);

        assertThat(lambdas[29]).isEqualTo(lambdas[24]);
    }

    @Test
    void staysNearTheTargetUnderNoise() {
        Plant plant = new Plant(6, 1.2, 0.04, 0, 2, 7);

        double[] lambdas = run(plant, 2, 80);

        for (int i = 25; i < 80; i++) {
            assertThat(plant.distillability(lambdas[i])).isBetween(0.35, 0.65);
        }
    }

    @Test
    void overshootsLittleAndSettlesWhenARoundIsLate() {
        Plant plant = new Plant(8, 1.2, 0, 1, 2, 1);

        double[] lambdas = run(plant, 2, 40);

        for (double lambda : lambdas) {
            assertThat(plant.distillability(lambda)).isGreaterThan(0.35);
        }
        assertThat(plant.distillability(lambdas[39])).isBetween(0.44, 0.56);
    }

    @Test
    void followsADriftingPlant() {
        Plant plant = new Plant(2, 1.2, 0.02, 0, 2, 3);
        ControllerState state = ControllerState.at(2);
        for (int i = 0; i < 60; i++) {
            plant.drift(1.04);
            state = controller
                    .decide(state, Measurement.of(plant.measure(state.lambda())))
                    .next();
            assertThat(plant.distillability(state.lambda())).isBetween(0.3, 0.7);
        }
        assertThat(state.lambda()).isGreaterThan(10);
    }

    @Test
    void leavesABoundAtOnceWhenThePlantComesBack() {
        Plant unreachable = new Plant(1e6, 1.2, 0, 0, 2, 1);
        double[] pinned = run(unreachable, 2, 50);
        assertThat(pinned[49]).isEqualTo(SETTINGS.lambdaMax());

        double[] afterwards = run(new Plant(1, 1.2, 0, 0, 2, 1), pinned[49], 1);

        assertThat(afterwards[0]).isLessThan(SETTINGS.lambdaMax() * 0.7);
    }

    @Test
    void findsTheUtilityFloorWhenTheTargetCannotBeHadAboveIt() {
        Plant plant = new Plant(20, 1.2, 0, 0, 2, 1);
        ControllerState state = ControllerState.at(2);
        int below = 0;
        for (int i = 0; i < 60; i++) {
            double utility = 1 - 0.03 * state.lambda();
            below += utility < SETTINGS.utilityFloor() ? 1 : 0;
            state = controller
                    .decide(state, Measurement.of(plant.measure(state.lambda())).withUtility(utility))
                    .next();
        }
        assertThat(below).as("rounds below the floor").isLessThan(20);
        assertThat(state.lambda()).isLessThan(10);
    }
}
