package io.antidistill.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AccuracyTest {
    @Test
    void intervalMatchesPublishedValues() {
        // R's prop.test(81, 263, correct = FALSE), as in Newcombe (1998), table I
        Accuracy accuracy = new Accuracy(81, 263);
        assertThat(accuracy.low()).isCloseTo(0.2553, within(1e-4));
        assertThat(accuracy.high()).isCloseTo(0.3662, within(1e-4));
    }

    @Test
    void intervalStaysWithinZeroAndOneAtTheEnds() {
        assertThat(new Accuracy(0, 20).low()).isZero();
        assertThat(new Accuracy(0, 20).high()).isCloseTo(0.1611, within(1e-4));
        assertThat(new Accuracy(20, 20).low()).isCloseTo(0.8389, within(1e-4));
        assertThat(new Accuracy(20, 20).high()).isEqualTo(1);
    }

    @Test
    void readsWell() {
        assertThat(new Accuracy(97, 100)).hasToString("97.0 % (97 of 100; 95 % interval 91.5 to 99.0 %)");
    }

    @Test
    void refusesAnEmptyTest() {
        assertThatThrownBy(() -> new Accuracy(0, 0)).hasMessageContaining("nothing was graded");
    }
}
