package io.antidistill.poison;

import ai.djl.ndarray.NDManager;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.sampling.AntidistillationSampler;
import io.antidistill.sampling.SamplingSettings;
import io.antidistill.sampling.TiltCost;
import io.antidistill.sampling.TokenDistribution;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the scale of a direction's score: with it, λ 2 costs as much KL per token as λ 2 costs the tiny models that come with the project, whose
 * direction is the unit of λ. Measured on clean traces, under the teacher's candidates where the teacher is given, else under the
 * proxy's own.
 *
 * <p>Why the cost itself and not the spread of Δ: for small λ a tilt costs λ² Var(Δ) / 2, but λ 2 is far beyond that. Scaled to
 * equal spread, a proxy of SmolLM2 at λ 2 cost ten times what the tiny one did.
 */
public final class ScoreCalibration {
    /** The λ at which costs are compared: the one that every group starts with. */
    public static final double LAMBDA = 2;

    /** What that costs with the tiny models, nats per token, under the teacher's candidates. */
    public static final double COST = 0.11;

    /** The same under the tiny proxy's own candidates, of which it has more. */
    public static final double COST_UNDER_PROXY = 0.70;

    /** Of the most that any λ costs; reached before {@link #COST} only where a teacher hardly ever has a choice. */
    private static final double SHARE_OF_LIMIT = 0.6;

    private static final long ENOUGH_TOKENS = 2_048;
    private static final long MOST_CANDIDATES = 4_000_000;

    private final TorchRuntime runtime;
    private final LanguageModel proxy;
    private final Optional<LanguageModel> teacher;
    private final SamplingSettings sampling;

    /**
     * Models stay the caller's.
     *
     * @param teacher shares the proxy's vocabulary
     * @param tau at which candidates are sampled
     * @param topP their nucleus
     */
    public ScoreCalibration(
            TorchRuntime runtime, LanguageModel proxy, Optional<LanguageModel> teacher, double tau, double topP) {
        this.runtime = runtime;
        this.proxy = proxy;
        this.teacher = teacher;
        this.sampling = SamplingSettings.plain(tau, topP);
    }

    /**
     * Reads the first traces, as many as make up about 2,000 tokens.
     *
     * @return empty where no token has a choice, so that no tilt costs anything
     */
    public Optional<ScoreScale> scale(PoisonDirection direction, Stream<CompletionExample> traces) {
        TiltCost cost = new TiltCost();
        try (TraceScores scores = TraceScores.of(runtime, proxy, direction)) {
            Iterator<CompletionExample> all = traces.iterator();
            while (all.hasNext() && cost.tokens() < ENOUGH_TOKENS && cost.candidates() < MOST_CANDIDATES) {
                add(all.next(), scores, cost);
            }
        }
        double limit = cost.tokens() == 0 ? 0 : cost.limit();
        if (limit == 0) {
            return Optional.empty();
        }
        double wanted = Math.min(teacher.isPresent() ? COST : COST_UNDER_PROXY, SHARE_OF_LIMIT * limit);
        return Optional.of(new ScoreScale(cost.lambdaAt(wanted) / LAMBDA, basis(wanted, cost.tokens())));
    }

    private void add(CompletionExample trace, TraceScores scores, TiltCost cost) {
        int vocabulary = teacher.orElse(proxy).vocabularySize();
        AntidistillationSampler sampler = new AntidistillationSampler(vocabulary);
        try (NDManager manager = runtime.newManager()) {
            TraceScores.Rows rows = scores.of(manager, trace.ids());
            PlaceRows plain = teacher.isPresent()
                    ? PlaceRows.of(teacher.get().decoder().logits(manager, new int[][] {trace.ids()}))
                    : rows.logProbabilities();
            for (int place = trace.promptLength(); place < trace.ids().length; place++) {
                TokenDistribution candidates = sampler.plain(plain.before(place), 0, sampling);
                cost.add(candidates, picked(candidates, rows.scores().before(place)));
            }
        }
    }

    private static float[] picked(TokenDistribution candidates, float[] scores) {
        float[] picked = new float[candidates.size()];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = scores[candidates.tokens()[i]];
        }
        return picked;
    }

    private String basis(double cost, long tokens) {
        String whose = teacher.map(model -> "teacher " + model.sha256().substring(0, 12))
                .orElse("the proxy itself");
        return "lambda %s costs %.4f nats per token under %s at tau %s, top-p %s, on %d tokens"
                .formatted(LAMBDA, cost, whose, sampling.tau(), sampling.topP(), tokens);
    }
}
