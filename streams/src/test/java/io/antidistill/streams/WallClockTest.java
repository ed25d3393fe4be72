package io.antidistill.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WallClockTest {
    private long wall = 1_000_000;
    private long nanos = 5_000;
    private final WallClock clock = new WallClock(() -> wall, () -> nanos);

    @Test
    void timeThatPassesIsNoJump() {
        wall += 60_000;
        nanos += Duration.ofMinutes(1).toNanos();
        assertThat(clock.wasSetBack()).isFalse();
    }

    @Test
    void aJumpForwardDoesNoHarmButTheWayBackDoes() {
        wall += 3_600_000;
        assertThat(clock.wasSetBack()).isFalse();
        wall -= 3_600_000;
        assertThat(clock.wasSetBack()).isTrue();
    }

    @Test
    void aCorrectionOfASecondIsTolerated() {
        wall -= 1_000;
        assertThat(clock.wasSetBack()).isFalse();
    }
}
