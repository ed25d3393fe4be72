package io.antidistill.engine;

import io.antidistill.sampling.AntidistillationSampler;
import io.antidistill.sampling.Draw;
import io.antidistill.sampling.Sampler;
import io.antidistill.sampling.SamplingSettings;
import io.antidistill.sampling.TokenDistribution;
import io.antidistill.sampling.Truncation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/** Requests of every kind, and what they must give: computed one by one, without a cache, asking for Δ at every position. */
final class Requests {
    private Requests() {}

    static List<GenerationRequest> random(int count, int vocabulary, int longestPrompt, int longestAnswer, long seed) {
        Random random = new Random(seed);
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] prompt = random.ints(1 + random.nextInt(longestPrompt), 1, vocabulary)
                    .toArray();
            SamplingSettings settings = new SamplingSettings(
                    random.nextInt(4) == 0 ? Sampler.PERMUTATION : Sampler.ANTIDISTILLATION,
                    new double[] {0, 0.5, 2, 8}[random.nextInt(4)],
                    0.5 + random.nextDouble(),
                    random.nextInt(5) == 0 ? 1 : 0.5 + random.nextDouble() / 2,
                    random.nextInt(4) == 0 ? Truncation.TILT_THEN_TRUNCATE : Truncation.TRUNCATE_THEN_TILT);
            requests.add(new GenerationRequest(prompt, settings, random.nextLong(), 1 + random.nextInt(longestAnswer))
                    .withPriority(Priority.values()[random.nextInt(3)]));
        }
        return requests;
    }

    static GenerationRequest with(GenerationRequest request, double lambda) {
        SamplingSettings s = request.sampling();
        return new GenerationRequest(
                request.promptIds(),
                new SamplingSettings(s.sampler(), lambda, s.tau(), s.topP(), s.truncation()),
                request.seed(),
                request.maxNewTokens());
    }

    /** Protected, truncation first, with a prompt of these tokens. */
    static GenerationRequest request(double lambda, int maxNewTokens, int... prompt) {
        return new GenerationRequest(
                prompt,
                new SamplingSettings(Sampler.ANTIDISTILLATION, lambda, 1, 0.95, Truncation.TRUNCATE_THEN_TILT),
                5,
                maxNewTokens);
    }

    static int[] alone(
            GenerationRequest request,
            int vocabulary,
            int contextLength,
            Set<Integer> stops,
            Function<int[], float[]> logitsAfter,
            Function<int[], float[]> scoreAfter) {
        return alone(request, new int[0], vocabulary, contextLength, stops, logitsAfter, scoreAfter);
    }

    /** The same for an answer that has begun already. */
    static int[] alone(
            GenerationRequest request,
            int[] begun,
            int vocabulary,
            int contextLength,
            Set<Integer> stops,
            Function<int[], float[]> logitsAfter,
            Function<int[], float[]> scoreAfter) {
        AntidistillationSampler sampler = new AntidistillationSampler(vocabulary);
        int prompt = request.promptIds().length;
        int[] tokens = Arrays.copyOf(request.promptIds(), prompt + begun.length);
        System.arraycopy(begun, 0, tokens, prompt, begun.length);
        int limit = Math.min(contextLength, prompt + request.maxNewTokens());
        while (tokens.length < limit) {
            int position = tokens.length - prompt;
            TokenDistribution plain = sampler.plain(logitsAfter.apply(tokens), 0, request.sampling());
            Draw draw;
            if (request.sampling().lambda() == 0) {
                draw = sampler.draw(plain, request.sampling(), request.seed(), position);
            } else {
                float[] score =
                        sampler.pick(plain, scoreAfter.apply(tokens), 0, request.sampling(), request.seed(), position);
                draw = sampler.draw(plain, score, request.sampling(), request.seed(), position);
            }
            if (stops.contains(draw.token())) {
                break;
            }
            tokens = Arrays.copyOf(tokens, tokens.length + 1);
            tokens[tokens.length - 1] = draw.token();
        }
        return Arrays.copyOfRange(tokens, prompt, tokens.length);
    }
}
