package io.antidistill.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.antidistill.experiment.TradeoffCurve.Figure;
import io.antidistill.experiment.TradeoffCurve.Method;
import io.antidistill.experiment.TrendBand.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class TradeoffCurveTest {
    private final List<TradeoffRow> rows = List.of(
            row(TradeoffRow.UNDISTILLED, 0.9, 0, 0.75, 0.05),
            row("plain tau 0.9", 0.9, 99, 0.28, 0.6),
            row("plain tau 1.6", 1.6, 80, 0.30, 0.5),
            row("ads lambda 2", 0.9, 97, 0.42, 0.55));

    @Test
    void letsEveryWayBeginAtPlainSampling() {
        List<TradeoffCurve> curves = TradeoffCurve.of(rows);

        assertThat(curves)
                .extracting(TradeoffCurve::figure, TradeoffCurve::method)
                .containsExactly(
                        tuple(Figure.ACCURACY, Method.ANTIDISTILLATION),
                        tuple(Figure.ACCURACY, Method.PERMUTATION),
                        tuple(Figure.ACCURACY, Method.TEMPERATURE),
                        tuple(Figure.HOLDOUT_LOSS, Method.ANTIDISTILLATION),
                        tuple(Figure.HOLDOUT_LOSS, Method.PERMUTATION),
                        tuple(Figure.HOLDOUT_LOSS, Method.TEMPERATURE));
        assertThat(curves.get(0).points()).containsExactly(new Point(0.99, 0.6), new Point(0.97, 0.55));
        assertThat(curves.get(1).points()).containsExactly(new Point(0.99, 0.6));
        assertThat(curves.get(5).points()).containsExactly(new Point(0.99, 0.28), new Point(0.8, 0.30));
    }

    @Test
    void missesTheUndistilledStudent() {
        assertThatThrownBy(() -> TradeoffCurve.of(rows.subList(1, 4))).hasMessageContaining("undistilled");
    }

    private static TradeoffRow row(String arm, double tau, int right, double loss, double accuracy) {
        return new TradeoffRow(
                arm, 1, 0, tau, right, arm.equals(TradeoffRow.UNDISTILLED) ? 0 : 100, 0, 0, loss, 0.2, accuracy);
    }
}
