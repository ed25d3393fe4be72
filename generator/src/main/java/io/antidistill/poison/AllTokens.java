package io.antidistill.poison;

import io.antidistill.model.CompletionExample;
import io.antidistill.model.SelectedTokens;
import java.util.List;

/** The whole completion. */
record AllTokens() implements DownstreamLoss {
    @Override
    public String kind() {
        return PoisonMetadata.COMPLETION_LOSS;
    }

    @Override
    public List<SelectedTokens> select(List<CompletionExample> traces) {
        return traces.stream().map(SelectedTokens::all).toList();
    }
}
