package io.antidistill.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CosineScheduleTest {
    private final CosineSchedule schedule = new CosineSchedule(2e-3, 100, 10);

    @Test
    void risesInAStraightLineToThePeak() {
        assertThat(schedule.rate(1)).isCloseTo(2e-4, within(1e-12));
        assertThat(schedule.rate(5)).isCloseTo(1e-3, within(1e-12));
        assertThat(schedule.rate(10)).isEqualTo(2e-3);
    }

    @Test
    void fallsWithoutPauseAndEndsJustAboveZero() {
        for (int step = 11; step <= 100; step++) {
            assertThat(schedule.rate(step)).isLessThan(schedule.rate(step - 1)).isPositive();
        }
        assertThat(schedule.rate(100)).isLessThan(2e-6);
    }

    @Test
    void isHalfThePeakHalfWayDown() {
        assertThat(new CosineSchedule(1, 19, 0).rate(10)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void warmUpIsAShareOfAllSteps() {
        TrainingSettings settings = TrainingSettings.tinyLora(1);
        assertThat(CosineSchedule.of(settings, 114).warmupSteps()).isEqualTo(12);
    }
}
