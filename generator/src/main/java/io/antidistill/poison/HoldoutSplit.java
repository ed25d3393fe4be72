package io.antidistill.poison;

import io.antidistill.model.CompletionExample;
import java.util.Arrays;

/**
 * Sets a share of traces aside, so that a direction can be measured on others than it was made from. A trace's prompt alone decides: traces
 * of one prompt stay together, and neither their order nor their number matters. Immutable.
 *
 * @param share about how many of the prompts are set aside, from 0 to below 1
 */
public record HoldoutSplit(double share) {
    public HoldoutSplit {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "invalid value " + share + " for the holdout share: must be at least 0 and below 1");
        }
    }

    public boolean setsAside(CompletionExample trace) {
        String prompt = Arrays.toString(Arrays.copyOf(trace.ids(), trace.promptLength()));
        long bits = Long.parseUnsignedLong(TraceDigest.of(prompt).substring(0, 12), 16);
        return bits < share * (1L << 48);
    }
}
