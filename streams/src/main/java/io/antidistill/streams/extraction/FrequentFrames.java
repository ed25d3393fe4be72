package io.antidistill.streams.extraction;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which frames a tenant uses most, and about how often (Misra and Gries, 1982). A count is at most the true one, and too
 * low by at most one seventeenth of all. Immutable; at most 16 frames.
 */
public final class FrequentFrames {
    private static final int MOST = 16;

    /** No frame yet. */
    public static final FrequentFrames NONE = new FrequentFrames(Map.of());

    private final Map<Long, Long> counts;

    private FrequentFrames(Map<Long, Long> counts) {
        this.counts = counts;
    }

    /** What {@link #counts()} gave. */
    public static FrequentFrames of(Map<Long, Long> counts) {
        return NONE.plus(new FrequentFrames(counts));
    }

    /** With one more use of each. */
    FrequentFrames plus(List<Long> frames) {
        FrequentFrames sum = this;
        for (long frame : frames) {
            sum = sum.plus(new FrequentFrames(Map.of(frame, 1L)));
        }
        return sum;
    }

    /** Both together (Agarwal et al., 2012, show that the bound on the error holds). */
    FrequentFrames plus(FrequentFrames other) {
        if (other.counts.isEmpty()) {
            return this;
        }
        Map<Long, Long> sum = new HashMap<>(counts);
        other.counts.forEach((frame, count) -> sum.merge(frame, count, Long::sum));
        if (sum.size() > MOST) {
            long cut = sum.values().stream()
                    .sorted(Comparator.reverseOrder())
                    .skip(MOST)
                    .findFirst()
                    .orElseThrow();
            sum.replaceAll((frame, count) -> count - cut);
            sum.values().removeIf(count -> count <= 0);
        }
        return new FrequentFrames(Map.copyOf(sum));
    }

    /** At least that many uses of the frame. */
    long atLeast(long frame) {
        return counts.getOrDefault(frame, 0L);
    }

    /** By frame. */
    public Map<Long, Long> counts() {
        return counts;
    }
}
