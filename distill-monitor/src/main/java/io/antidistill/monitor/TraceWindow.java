package io.antidistill.monitor;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A bounded number of traces, in the order in which they came. A reservoir keeps those with the smallest hash: which they are does not depend on
 * the order, so that a window that is built anew from the topics is the same. Traces from before the lambda in force leave first. One thread at
 * a time.
 */
final class TraceWindow {
    private final int most;
    private final WindowKeep keep;
    private final Deque<WindowTrace> traces = new ArrayDeque<>();

    TraceWindow(int most, WindowKeep keep) {
        this.most = most;
        this.keep = keep;
    }

    /** @param since when the lambda in force came into force */
    void add(WindowTrace trace, Instant since) {
        traces.addLast(trace);
        if (traces.size() > most) {
            if (keep == WindowKeep.LATEST) {
                traces.removeFirst();
            } else {
                traces.remove(traces.stream()
                        .max(Comparator.<WindowTrace, Boolean>comparing(
                                        kept -> kept.handedOverAt().isBefore(since))
                                .thenComparing(TraceWindow::hash))
                        .orElseThrow());
            }
        }
    }

    /** The one that came last, of those that are kept. */
    Optional<WindowTrace> latest() {
        return Optional.ofNullable(traces.peekLast());
    }

    Stream<WindowTrace> stream() {
        return traces.stream();
    }

    /** Spread evenly, as SplitMix64 does it. */
    private static long hash(WindowTrace trace) {
        long bits = Objects.hash(
                        trace.lesson().text(),
                        trace.lesson().messages().toString(),
                        trace.handedOverAt().toEpochMilli())
                + 0x9E3779B97F4A7C15L;
        bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
        return bits ^ (bits >>> 31);
    }
}
