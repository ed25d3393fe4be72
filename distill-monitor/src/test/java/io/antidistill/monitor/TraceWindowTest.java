package io.antidistill.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.probe.Lesson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TraceWindowTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<WindowTrace> TRACES =
            IntStream.range(0, 1000).mapToObj(TraceWindowTest::trace).toList();

    @Test
    void keepsTheLatest() {
        assertThat(filled(WindowKeep.LATEST, TRACES, START)).isEqualTo(TRACES.subList(900, 1000));
    }

    @Test
    void aReservoirIsAnEvenSampleOfAllThatCame() {
        List<WindowTrace> kept = filled(WindowKeep.RESERVOIR, TRACES, START);

        assertThat(kept).hasSize(100).isSubsetOf(TRACES);
        for (int tenth = 0; tenth < 10; tenth++) {
            List<WindowTrace> part = TRACES.subList(100 * tenth, 100 * (tenth + 1));
            // 10 of 100 are to be expected; more than 4 deviations off is one chance in ten thousand.
            assertThat(kept.stream().filter(part::contains)).hasSizeBetween(1, 22);
        }
    }

    @Test
    void aReservoirIsTheSameInWhateverOrderItIsRebuilt() {
        List<WindowTrace> shuffled = new ArrayList<>(TRACES);
        Collections.shuffle(shuffled, new Random(7));

        assertThat(filled(WindowKeep.RESERVOIR, shuffled, START))
                .containsExactlyInAnyOrderElementsOf(filled(WindowKeep.RESERVOIR, TRACES, START));
    }

    @Test
    void tracesOfAnOlderLambdaLeaveAReservoirFirst() {
        TraceWindow window = new TraceWindow(100, WindowKeep.RESERVOIR);
        TRACES.subList(0, 900).forEach(trace -> window.add(trace, START));
        Instant changed = START.plusSeconds(900);
        TRACES.subList(900, 960).forEach(trace -> window.add(trace, changed));

        assertThat(window.stream()).hasSize(100).containsAll(TRACES.subList(900, 960));
    }

    private static List<WindowTrace> filled(WindowKeep keep, List<WindowTrace> traces, Instant since) {
        TraceWindow window = new TraceWindow(100, keep);
        traces.forEach(trace -> window.add(trace, since));
        return window.stream().toList();
    }

    private static WindowTrace trace(int number) {
        WindowTrace made = WindowTrace.of(
                Records.trace("" + number, "q" + number, "answer", START.plusSeconds(number)),
                Records.audit("" + number, "standard", 2, null));
        assertThat(made.lesson()).isEqualTo(Lesson.of("q" + number, "answer"));
        return made;
    }
}
