package io.antidistill.sampling;

/**
 * Antidistillation sampling: next token ~ softmax(log p(· | context) / τ + λ Δ), inside a nucleus.
 *
 * <p>In two steps, because Δ costs proxy passes and is not always needed. {@link #plain} gives the teacher's own distribution over what may be
 * drawn. Only where {@link #needsScore} says so is Δ asked for, for the tokens of that distribution ({@link
 * #needsWholeVocabulary} for all). Then {@link #draw} tilts, truncates and draws.
 *
 * <p>Not thread-safe: it keeps scratch space of the vocabulary's size. Its draws depend on the arguments alone.
 */
public final class AntidistillationSampler {
    private static final int BISECTIONS = 50;

    private final double[] logits;
    private final Nucleus nucleus;
    private final PermutedScore permuted;

    public AntidistillationSampler(int vocabularySize) {
        logits = new double[vocabularySize];
        nucleus = new Nucleus(vocabularySize);
        permuted = new PermutedScore(vocabularySize);
    }

    /**
     * The teacher's distribution at τ before any tilt: its nucleus when truncation comes first, else the whole vocabulary.
     *
     * @param teacherLogits logits (or log-probabilities) of the whole vocabulary, from {@code offset} on
     * @throws NotANumberException if one of them is NaN or infinite
     */
    public TokenDistribution plain(float[] teacherLogits, int offset, SamplingSettings settings) {
        for (int v = 0; v < logits.length; v++) {
            logits[v] = finite(teacherLogits[offset + v], "the teacher's logit", v) / settings.tau();
        }
        if (settings.minP() > 0) {
            dropImplausible(Math.log(settings.minP()));
        }
        return truncatesFirst(settings) ? nucleus.of(logits, settings.topP()) : nucleus.everything(logits);
    }

    /** Leaves what is below the floor without any probability, which no tilt can raise. */
    private void dropImplausible(double floor) {
        double most = LogSoftmax.largest(logits);
        for (int v = 0; v < logits.length; v++) {
            if (logits[v] < most + floor) {
                logits[v] = Double.NEGATIVE_INFINITY;
            }
        }
    }

    /** Whether Δ can change anything here: λ is above 0 and there is more than one candidate. */
    public static boolean needsScore(TokenDistribution plain, SamplingSettings settings) {
        return settings.lambda() > 0 && plain.size() > 1;
    }

    /** Whether Δ has to be there for every token and not only for the candidates. */
    public static boolean needsWholeVocabulary(SamplingSettings settings) {
        return settings.sampler() == Sampler.PERMUTATION || !truncatesFirst(settings);
    }

    /**
     * Draws where Δ is not needed.
     *
     * @throws IllegalStateException where it is needed: nothing is drawn without protection by accident
     */
    public Draw draw(TokenDistribution plain, SamplingSettings settings, long seed, long position) {
        if (needsScore(plain, settings)) {
            throw new IllegalStateException("a draw with lambda " + settings.lambda() + " among " + plain.size()
                    + " candidates needs the poison score");
        }
        TokenDistribution cut = truncate(plain, settings);
        return new Draw(KeyedNoise.at(seed, position).draw(cut), false, divergence(cut, plain), cut.size());
    }

    /**
     * Draws with Δ.
     *
     * @param score of every token of {@code plain}, in its order
     * @throws NotANumberException if one of the scores is NaN or infinite
     */
    public Draw draw(TokenDistribution plain, float[] score, SamplingSettings settings, long seed, long position) {
        TokenDistribution protectedOne = protect(plain, score, settings);
        KeyedNoise noise = KeyedNoise.at(seed, position);
        int token = noise.draw(protectedOne);
        int untilted = noise.draw(truncate(plain, settings));
        int drawn = settings.sampler() == Sampler.SHADOW ? untilted : token;
        return new Draw(drawn, token != untilted, divergence(protectedOne, plain), protectedOne.size());
    }

    /** The distribution that a protected token is drawn from; λ is scaled down where it would exceed the KL budget. */
    public TokenDistribution protect(TokenDistribution plain, float[] score, SamplingSettings settings) {
        for (int i = 0; i < plain.size(); i++) {
            finite(score[i], "the poison score", plain.tokens()[i]);
        }
        TokenDistribution full = truncate(plain.tilted(score, settings.lambda()), settings);
        if (divergence(full, plain) <= settings.klBudget()) {
            return full;
        }
        TokenDistribution within = truncate(plain, settings);
        double low = 0;
        double high = settings.lambda();
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            TokenDistribution tilted = truncate(plain.tilted(score, middle), settings);
            if (divergence(tilted, plain) <= settings.klBudget()) {
                low = middle;
                within = tilted;
            } else {
                high = middle;
            }
        }
        return within;
    }

    /**
     * The score of every token of {@code plain}, picked from the whole vocabulary's, which the permutation baseline
     * shuffles first.
     */
    public float[] pick(
            TokenDistribution plain,
            float[] vocabularyScore,
            int offset,
            SamplingSettings settings,
            long seed,
            long position) {
        boolean shuffle = settings.sampler() == Sampler.PERMUTATION;
        float[] from = shuffle ? permuted.of(vocabularyScore, offset, KeyedNoise.at(seed, position)) : vocabularyScore;
        float[] score = new float[plain.size()];
        for (int i = 0; i < score.length; i++) {
            score[i] = from[(shuffle ? 0 : offset) + plain.tokens()[i]];
        }
        return score;
    }

    /** With truncation first, {@code plain} is cut already. */
    private TokenDistribution truncate(TokenDistribution distribution, SamplingSettings settings) {
        boolean whole = truncatesFirst(settings) || settings.topP() >= 1;
        return whole ? distribution : nucleus.of(distribution.logProbabilities(), settings.topP());
    }

    /** KL(q ‖ p); every token of q is one of p's, in the same order or with p over the whole vocabulary. */
    private static double divergence(TokenDistribution q, TokenDistribution p) {
        boolean aligned = q.tokens() == p.tokens();
        double sum = 0;
        for (int i = 0; i < q.size(); i++) {
            double logQ = q.logProbabilities()[i];
            if (logQ == Double.NEGATIVE_INFINITY) {
                continue; // below the plausibility floor
            }
            sum += Math.exp(logQ) * (logQ - p.logProbabilities()[aligned ? i : q.tokens()[i]]);
        }
        return Math.max(0, sum); // rounding may leave −1e-17 where the two are the same
    }

    private static boolean truncatesFirst(SamplingSettings settings) {
        return settings.truncation() == Truncation.TRUNCATE_THEN_TILT;
    }

    private static float finite(float value, String what, int token) {
        if (!Float.isFinite(value)) {
            throw new NotANumberException(what, token, value);
        }
        return value;
    }
}
