package io.antidistill.tests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GapsTest {
    private static final List<Ledger.Entry> TRACES = List.of(visible("a", 1), visible("b", 9), visible("c", 102));

    @Test
    void aGapIsTheTimeBetweenTwoTracesWhileSomebodyWaits() {
        assertThat(Gaps.longest(Map.of("a", 0L, "b", 0L, "c", 100L), TRACES, 0)).isEqualTo(Duration.ofNanos(8));
    }

    @Test
    void aTimeInWhichNobodyWaitsIsNoGap() {
        assertThat(Gaps.longest(Map.of("a", 0L, "b", 8L, "c", 100L), TRACES, 0)).isEqualTo(Duration.ofNanos(2));
    }

    @Test
    void whatEndsBeforeTheFirstFaultIsNoGap() {
        assertThat(Gaps.longest(Map.of("a", 0L, "b", 0L, "c", 100L), TRACES, 50))
                .isEqualTo(Duration.ofNanos(2));
    }

    private static Ledger.Entry visible(String id, long nanos) {
        return new Ledger.Entry("traces", id, new byte[0], nanos, Instant.EPOCH);
    }
}
