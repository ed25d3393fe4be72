package io.antidistill.tests.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How long customers waited in vain. Pure. */
final class Gaps {
    private Gaps() {}

    /**
     * The longest time between two visible traces, or from a question to the next visible trace where nobody waited
     * before it, among those that end after that moment.
     *
     * @param asked when each prompt was asked
     * @param traces in the order in which they became visible
     */
    static Duration longest(Map<String, Long> asked, List<Ledger.Entry> traces, long since) {
        Deque<Map.Entry<String, Long>> waiting = new ArrayDeque<>(
                asked.entrySet().stream().sorted(Map.Entry.comparingByValue()).toList());
        Set<String> visible = new HashSet<>();
        long longest = 0;
        long before = Long.MIN_VALUE;
        for (Ledger.Entry trace : traces.stream()
                .sorted(Comparator.comparingLong(Ledger.Entry::nanos))
                .toList()) {
            while (!waiting.isEmpty() && visible.contains(waiting.peek().getKey())) {
                waiting.remove();
            }
            if (waiting.isEmpty()) {
                break;
            }
            long from = Math.max(before, waiting.peek().getValue());
            if (trace.nanos() > since) {
                longest = Math.max(longest, trace.nanos() - from);
            }
            visible.add(trace.promptId());
            before = trace.nanos();
        }
        return Duration.ofNanos(longest);
    }
}
