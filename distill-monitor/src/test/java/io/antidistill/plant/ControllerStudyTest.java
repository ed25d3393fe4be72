package io.antidistill.plant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.antidistill.control.ControllerSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ControllerStudyTest {
    /** The measured curves of the plain thief reach from 0.97 to 0.67; so the loop is given a target within them. */
    private static final ControllerSettings LAW = ControllerSettings.defaults().withTarget(0.8);

    private static final MeasuredResponse RESPONSE = MeasuredResponse.shipped();
    private final ControllerStudy study = new ControllerStudy(RESPONSE, LAW, 1);

    @Test
    void settlesFromBothEndsWithoutOvershootWhenNothingDisturbsIt() {
        for (double start : new double[] {0, 32}) {
            Quality quality = study.judge(Scenario.quiet("", start));

            assertThat(quality.settled()).isLessThanOrEqualTo(25);
            assertThat(quality.overshoot()).isLessThan(0.05);
            assertThat(Math.abs(quality.steady())).isLessThan(0.05);
        }
    }

    @Test
    void holdsItsTargetThroughNoiseDelayDriftAndAChangeOfTraffic() {
        Scenario noisy = Scenario.quiet("", 0).noisy(Scenario.HOLDOUT);
        for (Scenario scenario : List.of(noisy, noisy.stale(0.5), noisy.drift(1.02), noisy.shift(2))) {
            Quality quality = study.judge(scenario);

            assertThat(Math.abs(quality.steady())).as(scenario.toString()).isLessThan(0.1);
            assertThat(quality.overshoot()).as(scenario.toString()).isLessThan(0.15);
        }
    }

    @Test
    void goesToItsBoundAgainstAThiefWhomNoLambdaHoldsToTheTarget() {
        Scenario adaptive = Scenario.quiet("", 0).noisy(Scenario.HOLDOUT).adaptive(true);

        Quality quality = study.judge(adaptive);

        assertThat(RESPONSE.best(16)).isEqualTo("clean-mix");
        assertThat(quality.steady()).isGreaterThan(0);
        assertThat(quality.lambda())
                .isGreaterThan(study.judge(adaptive.adaptive(false)).lambda());
    }

    @Test
    void isNotBelowTheFloorOfUtilityForLong() {
        Scenario costly = Scenario.quiet("", 0).noisy(Scenario.HOLDOUT).losing(0.03);

        Quality quality = new ControllerStudy(RESPONSE, LAW.withTarget(0.5), 1).judge(costly);

        assertThat(quality.below()).isLessThan(4);
        assertThat(quality.lambda()).isLessThan(8);
    }

    @Test
    void actingOnTheUpperEndOfAShortExamCostsLambda() {
        double estimate = new ControllerStudy(RESPONSE, LAW, 0)
                .judge(Scenario.quiet("", 0).noisy(20))
                .lambda();
        double upper = study.judge(Scenario.quiet("", 0).noisy(20)).lambda();
        double upperOfALongExam = study.judge(Scenario.quiet("", 0).noisy(160)).lambda();

        assertThat(upper).isGreaterThan(1.3 * estimate).isGreaterThan(1.3 * upperOfALongExam);
    }

    @Test
    void interpolatesOverTheLogarithmAndReadsWhatItWrites() {
        Curve curve = new Curve(Map.of(0.75, 1.0, 3.75, 0.0));
        assertThat(curve.at(1.75)).isCloseTo(0.5, within(1e-9));
        assertThat(curve.at(0)).isEqualTo(1);
        assertThat(curve.at(99)).isZero();

        List<ResponsePoint> points = List.of(new ResponsePoint(2, 1, "plain", 0.5, 0.4, 0.6, 1));
        MeasuredResponse read = MeasuredResponse.parse("# a remark\n" + MeasuredResponse.csv(points));
        assertThat(read.distillability("plain", 2)).isEqualTo(0.5);
        assertThatThrownBy(() -> MeasuredResponse.parse("1,2")).hasMessageContaining("invalid value 1,2 for a line");
        assertThatThrownBy(() -> read.distillability("clean-mix", 2)).hasMessageContaining("measured are [plain]");
    }
}
