package io.antidistill.poison;

import io.antidistill.model.CompletionExample;
import io.antidistill.weights.ModelConfig;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Traces in the order given, in batches that bound the memory of a pass whatever the number of traces. */
final class TraceBatches implements Iterator<List<CompletionExample>> {
    private static final int MOST_TOKENS = 2048;
    private static final int MOST_LOGITS = 1 << 26; // 256 MiB

    private final Iterator<CompletionExample> traces;
    private final int budget;
    private CompletionExample next;

    /** Each batch as large as memory allows for a model of this size, but at least one trace. */
    TraceBatches(Iterator<CompletionExample> traces, ModelConfig config) {
        this(traces, Math.min(MOST_TOKENS, MOST_LOGITS / config.vocabularySize()));
    }

    /** @param budget most tokens of a batch, padding included */
    TraceBatches(Iterator<CompletionExample> traces, int budget) {
        this.traces = traces;
        this.budget = budget;
        this.next = traces.hasNext() ? traces.next() : null;
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public List<CompletionExample> next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        List<CompletionExample> batch = new ArrayList<>();
        int longest = 0;
        while (next != null) {
            longest = Math.max(longest, next.ids().length);
            if (!batch.isEmpty() && (long) (batch.size() + 1) * longest > budget) {
                break;
            }
            batch.add(next);
            next = traces.hasNext() ? traces.next() : null;
        }
        return batch;
    }
}
