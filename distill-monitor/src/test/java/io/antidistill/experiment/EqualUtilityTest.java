package io.antidistill.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.antidistill.experiment.EqualUtility.Bar;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EqualUtilityTest {
    private static final String MANY = "1110".repeat(25);
    private static final String FEW = "1000".repeat(25);

    private final List<TradeoffRow> rows = new ArrayList<>();

    @Test
    void putsTheClosestArmOfEachControlBesideTheArmThatHasMostOfThem() {
        arm("plain tau 0.9", 0.9, 0, 994, MANY);
        arm("plain tau 1.2", 1.2, 0, 981, MANY);
        arm("plain tau 1.3", 1.3, 0, 986, MANY);
        arm("plain tau 1.6", 1.6, 0, 784, FEW);
        arm("permutation lambda 2", 0.9, 2, 992, MANY);
        arm("permutation lambda 8", 0.9, 8, 980, MANY);
        arm("ads lambda 2", 0.9, 2, 993, FEW);
        arm("ads lambda 8", 0.9, 8, 985, FEW);
        arm("ads lambda 32", 0.9, 32, 970, FEW);

        EqualUtility equal = EqualUtility.of(rows).orElseThrow();

        assertThat(equal.bars())
                .extracting(Bar::arm)
                .containsExactly("plain tau 0.9", "plain tau 1.3", "permutation lambda 8", "ads lambda 8");
        assertThat(equal.teacherLoss()).isCloseTo(0.009, within(1e-12));
        assertThat(equal.bars()).extracting(bar -> bar.student().mean()).containsExactly(0.75, 0.75, 0.75, 0.25);
    }

    @Test
    void ofArmsWithAsManyControlsTheLargestLambdaIsShown() {
        arm("plain tau 0.9", 0.9, 0, 994, MANY);
        arm("permutation lambda 8", 0.9, 8, 990, MANY);
        arm("ads lambda 16", 0.9, 16, 985, FEW);
        arm("ads lambda 2", 0.9, 2, 992, FEW);

        assertThat(EqualUtility.of(rows).orElseThrow().equal())
                .extracting(Bar::arm)
                .containsExactly("permutation lambda 8", "ads lambda 16");
    }

    @Test
    void plainSamplingIsNoControl() {
        arm("plain tau 0.9", 0.9, 0, 994, MANY);
        arm("plain tau 1.6", 1.6, 0, 784, MANY);
        arm("ads lambda 2", 0.9, 2, 993, FEW);

        assertThat(EqualUtility.of(rows)).isEmpty();
    }

    @Test
    void rowsWithoutMarksShowNothing() {
        arm("plain tau 0.9", 0.9, 0, 994, "");
        arm("permutation lambda 2", 0.9, 2, 993, "");
        arm("ads lambda 2", 0.9, 2, 993, "");

        assertThat(EqualUtility.of(rows)).isEmpty();
    }

    @Test
    void writesALineForEachBar() {
        arm("plain tau 0.9", 0.9, 0, 1000, MANY);
        arm("permutation lambda 2", 0.9, 2, 1000, MANY);
        arm("ads lambda 2", 0.9, 2, 1000, FEW);

        assertThat(EqualUtility.of(rows).orElseThrow().csv().lines())
                .hasSize(4)
                .element(3)
                .asString()
                .startsWith("ads lambda 2,2.0,1.000000,")
                .contains(",0.250000,");
    }

    /** Two seeds of 1,000 traces; the undistilled student comes with the first arm. */
    private void arm(String arm, double tau, double lambda, int right, String marks) {
        if (rows.isEmpty()) {
            rows.add(new TradeoffRow(TradeoffRow.UNDISTILLED, 0, 0, tau, 0, 0, 0, 0, 0.6, Double.NaN, 0.02));
        }
        for (int seed = 1; seed <= 2; seed++) {
            rows.add(new TradeoffRow(arm, seed, lambda, tau, right, 1000, 0.1, 0.01, 0.3, 0.2, 0.5, marks));
        }
    }
}
