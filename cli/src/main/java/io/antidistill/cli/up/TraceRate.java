package io.antidistill.cli.up;

import java.util.ArrayDeque;
import java.util.Deque;

/** Traces per second: over the last seconds, for the screen, and over the whole run, for the summary. For one thread. */
final class TraceRate {
    private static final double WINDOW_SECONDS = 15;

    private record Sample(double seconds, int traces) {}

    private final Deque<Sample> recent = new ArrayDeque<>();
    private final int atStart;
    private Sample firstNew;
    private Sample lastNew;

    /** @param atStart traces that earlier runs left */
    TraceRate(int atStart) {
        this.atStart = atStart;
    }

    /** There are {@code traces} now, {@code seconds} after the start. */
    void at(double seconds, int traces) {
        Sample sample = new Sample(seconds, traces);
        if (traces > atStart && firstNew == null) {
            firstNew = sample;
        }
        if (lastNew == null || traces > lastNew.traces()) {
            lastNew = sample;
        }
        recent.addLast(sample);
        while (recent.size() > 2 && seconds - recent.getFirst().seconds() > WINDOW_SECONDS) {
            recent.removeFirst();
        }
    }

    double recent() {
        return recent.isEmpty() ? 0 : perSecond(recent.getFirst(), recent.getLast());
    }

    /** From the first trace of this run to the last one; what the start-up took does not count. */
    double overall() {
        return firstNew == null ? 0 : perSecond(firstNew, lastNew);
    }

    private static double perSecond(Sample from, Sample to) {
        double seconds = to.seconds() - from.seconds();
        return seconds <= 0 ? 0 : (to.traces() - from.traces()) / seconds;
    }
}
