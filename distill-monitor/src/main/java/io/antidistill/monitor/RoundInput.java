package io.antidistill.monitor;

import io.antidistill.probe.Exam;
import io.antidistill.probe.Lesson;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What one round works on: a snapshot of a group, safe to hand to another thread. */
record RoundInput(
        String group,
        List<WindowTrace> window,
        List<Lesson> candidates,
        List<Lesson> clean,
        Exam exam,
        LambdaInForce inForce,
        Instant startedAt) {

    /** A student of fewer distinct lessons than this share of the window learns them by heart, which shows nothing. */
    private static final double LEAST_DISTINCT = 0.1;

    /** Why nothing can be learned from this window; empty where something can. */
    Optional<String> unfit() {
        long distinct = lessons().stream().distinct().count();
        return distinct >= LEAST_DISTINCT * window.size()
                ? Optional.empty()
                : Optional.of("the window's " + window.size() + " traces are only " + distinct
                        + " different ones; wait for more varied traffic or set a larger monitor.window.traces");
    }

    List<Lesson> lessons() {
        return window.stream().map(WindowTrace::lesson).toList();
    }
}
