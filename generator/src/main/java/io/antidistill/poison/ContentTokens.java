package io.antidistill.poison;

import io.antidistill.model.CompletionExample;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.SelectedTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Where the teacher's most probable token alone has the nucleus' mass. */
final class ContentTokens implements DownstreamLoss {
    private final LanguageModel teacher;
    private final double tau;
    private final double topP;

    ContentTokens(LanguageModel teacher, double tau, double topP) {
        if (!(tau > 0) || Double.isInfinite(tau)) {
            throw new IllegalArgumentException("invalid value " + tau + " for tau: must be positive and finite");
        }
        if (!(topP > 0 && topP < 1)) {
            throw new IllegalArgumentException("invalid value " + topP
                    + " for top-p: must lie between 0 and 1, or no position has a single candidate");
        }
        this.teacher = teacher;
        this.tau = tau;
        this.topP = topP;
    }

    @Override
    public String kind() {
        return "content-nll-per-token at tau " + tau + ", top-p " + topP + " of teacher "
                + teacher.sha256().substring(0, 12);
    }

    @Override
    public List<SelectedTokens> select(List<CompletionExample> traces) {
        float[][] largest = teacher.decoder()
                .largestProbabilities(
                        traces.stream().map(CompletionExample::ids).toArray(int[][]::new), tau);
        List<SelectedTokens> selected = new ArrayList<>();
        for (int b = 0; b < largest.length; b++) {
            CompletionExample trace = traces.get(b);
            float[] after = largest[b];
            int[] places = IntStream.range(trace.promptLength(), trace.ids().length)
                    .filter(place -> after[place - 1] >= topP)
                    .toArray();
            if (places.length > 0) {
                selected.add(new SelectedTokens(trace, places));
            }
        }
        return selected;
    }
}
