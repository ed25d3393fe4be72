package io.antidistill.monitor;

import io.antidistill.probe.Exam;
import io.antidistill.probe.Lesson;
import java.time.Instant;
import java.util.List;

/** What one round works on: a snapshot of a group, safe to hand to another thread. */
record RoundInput(
        String group,
        List<WindowTrace> window,
        List<Lesson> clean,
        Exam exam,
        LambdaInForce inForce,
        Instant startedAt) {

    List<Lesson> lessons() {
        return window.stream().map(WindowTrace::lesson).toList();
    }
}
