package io.antidistill.streams.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.engine.EngineListener;
import io.antidistill.engine.EngineStep;
import io.antidistill.engine.RequestOutcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EngineMetricsTest {
    @Test
    void countsWhatTheEngineTells() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        EngineListener metrics = new StreamMetrics(meters).engine();
        metrics.stepped(new EngineStep(3_000_000, 4, 100, 3, 7));
        metrics.stepped(new EngineStep(1_000_000, 2, 0, 2, 5));
        metrics.ended(RequestOutcome.EXPIRED);
        metrics.ended(RequestOutcome.FINISHED);
        metrics.ended(RequestOutcome.FINISHED);

        assertThat(meters.get("antidistill.engine.step").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(4);
        assertThat(meters.get("antidistill.engine.batch").summary().mean()).isEqualTo(3);
        assertThat(count(meters, "tokens", "kind", "prompt")).isEqualTo(100);
        assertThat(count(meters, "tokens", "kind", "new")).isEqualTo(5);
        assertThat(count(meters, "requests", "outcome", "expired")).isEqualTo(1);
        assertThat(count(meters, "requests", "outcome", "finished")).isEqualTo(2);
        assertThat(count(meters, "requests", "outcome", "cancelled")).isZero();
        assertThat(meters.get("antidistill.engine.queue").gauge().value()).isEqualTo(5);
    }

    private static double count(SimpleMeterRegistry meters, String name, String tag, String value) {
        return meters.get("antidistill.engine." + name)
                .tag(tag, value)
                .counter()
                .count();
    }
}
