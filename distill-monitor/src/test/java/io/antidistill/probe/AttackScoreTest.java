package io.antidistill.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class AttackScoreTest {
    private final StudentScore base = score(0.8, List.of(8.0, 8.0, 8.0, 8.0));
    private final StudentScore clean = score(0.4, List.of(4.0, 4.0, 4.0, 4.0));

    @Test
    void actsOnTheUpperEndAsFarAsPessimismGoes() {
        AttackScore plain = AttackScore.of("plain", base, clean, score(0.6, List.of(5.0, 7.0, 5.0, 7.0)), 1);
        Interval interval = plain.interval().orElseThrow();

        assertThat(interval.high()).isGreaterThan(0.55);
        assertThat(actedOn(plain, 0)).isCloseTo(0.5, within(1e-9));
        assertThat(actedOn(plain, 1)).isEqualTo(interval.high());
        assertThat(actedOn(plain, 0.5)).isCloseTo((0.5 + interval.high()) / 2, within(1e-9));
    }

    @Test
    void actsOnTheEstimateWhereNobodyKeptTheQuestions() {
        AttackScore plain =
                AttackScore.of("plain", score(0.8, List.of()), score(0.4, List.of()), score(0.6, List.of()), 1);

        assertThat(plain.interval()).isEmpty();
        assertThat(actedOn(plain, 1)).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void isNotControlledByAnExamThatIsTooWeakForAnUpperEnd() {
        StudentScore uneven = score(0.8, List.of(20.0, 4.0, 4.0, 4.0));
        AttackScore plain = AttackScore.of("plain", uneven, clean, score(0.6, List.of(6.0, 6.0, 6.0, 6.0)), 1);

        assertThat(plain.distillability()).isPresent();
        assertThat(plain.controlled(ControlledBy.LOSS, 1)).isEmpty();
        assertThat(plain.controlled(ControlledBy.LOSS, 0)).isPresent();
    }

    private static double actedOn(AttackScore score, double pessimism) {
        return score.controlled(ControlledBy.LOSS, pessimism).orElseThrow().actedOn();
    }

    private static StudentScore score(double loss, List<Double> nats) {
        return new StudentScore(10, 0.3, loss, OptionalDouble.empty(), nats, List.of(), List.of());
    }
}
