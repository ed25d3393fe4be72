package io.antidistill.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccuracyComparisonTest {
    private static final String HALF = "10".repeat(50);
    private static final String TENTH = "1000000000".repeat(10);

    @Test
    void aDifferenceIsThatOfTheMeansAndItsIntervalHasTheWidthThatChanceAllows() {
        AccuracyEstimate difference = AccuracyEstimate.difference(List.of(TENTH, TENTH), List.of(HALF, HALF));
        assertThat(difference.mean()).isCloseTo(-0.4, within(1e-12));
        // 40 of 100 problems differ, so the standard error is the root of 0.4 * 0.6 / 100
        assertThat(difference.low()).isCloseTo(-0.4 - 1.96 * 0.049, within(0.02));
        assertThat(difference.high()).isCloseTo(-0.4 + 1.96 * 0.049, within(0.02));
    }

    @Test
    void equalStudentsDifferByNothing() {
        assertThat(AccuracyEstimate.difference(List.of(HALF), List.of(HALF))).isEqualTo(new AccuracyEstimate(0, 0, 0));
    }

    @Test
    void seedsThatDifferWidenTheInterval() {
        AccuracyEstimate alike = AccuracyEstimate.of(List.of(HALF, HALF, HALF));
        AccuracyEstimate apart = AccuracyEstimate.of(List.of("1".repeat(100), "0".repeat(100), HALF));
        assertThat(apart.mean()).isEqualTo(alike.mean());
        assertThat(apart.high() - apart.low()).isGreaterThan(2 * (alike.high() - alike.low()));
    }

    @Test
    void refusesArmsThatSatOtherExams() {
        assertThatThrownBy(() -> AccuracyEstimate.difference(List.of(HALF), List.of("1")))
                .hasMessageContaining("both arms need the same");
        assertThatThrownBy(() -> AccuracyEstimate.difference(List.of(HALF), List.of(HALF, HALF)))
                .hasMessageContaining("both arms need the same");
    }

    @Test
    void onlyArmsWithAnEquallyAccurateTeacherAreCompared() {
        List<TradeoffRow> rows = new ArrayList<>();
        rows.add(row(TradeoffRow.UNDISTILLED, 0, 0, 0, HALF));
        for (int seed = 1; seed <= 2; seed++) {
            rows.add(row("plain tau 1.2", seed, 992, 1000, HALF));
            rows.add(row("plain tau 1.6", seed, 880, 1000, HALF));
            rows.add(row("ads lambda 2", seed, 990, 1000, TENTH));
        }
        assertThat(AccuracyComparison.of(rows)).singleElement().satisfies(comparison -> {
            assertThat(comparison.arm()).isEqualTo("ads lambda 2");
            assertThat(comparison.control()).isEqualTo("plain tau 1.2");
            assertThat(comparison.teacherDifference()).isCloseTo(-0.002, within(1e-12));
            assertThat(comparison.studentDifference().mean()).isCloseTo(-0.4, within(1e-12));
        });
        assertThat(AccuracyComparison.text(rows))
                .contains("- plain tau 1.6: 50.0 % (", "- ads lambda 2 against plain tau 1.2: student -40.0 points (")
                .doesNotContain("against plain tau 1.6");
    }

    @Test
    void rowsWithoutMarksAreNotCompared() {
        List<TradeoffRow> rows = List.of(row("plain tau 1.2", 1, 99, 100, ""), row("ads lambda 2", 1, 99, 100, ""));
        assertThat(AccuracyComparison.of(rows)).isEmpty();
        assertThat(AccuracyComparison.text(rows)).isEmpty();
    }

    private static TradeoffRow row(String arm, int seed, int right, int traces, String marks) {
        return new TradeoffRow(arm, seed, 0, 0.9, right, traces, 0.1, 0.01, 0.3, 0.2, 0.5, marks);
    }
}
