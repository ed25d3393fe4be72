package io.antidistill.sampling;

/**
 * Probabilities over some of the vocabulary's tokens; every other token has none. Immutable: the arrays must not be
 * written to.
 *
 * @param tokens the tokens that can be drawn, each once
 * @param logProbabilities natural logarithms, one for each of {@code tokens}; their exponentials sum to 1
 */
public record TokenDistribution(int[] tokens, double[] logProbabilities) {
    public TokenDistribution {
        if (tokens.length == 0 || tokens.length != logProbabilities.length) {
            throw new IllegalArgumentException("invalid value " + tokens.length + " for tokens: "
                    + logProbabilities.length + " log-probabilities need as many tokens, and at least one");
        }
    }

    /** How many tokens can be drawn. */
    public int size() {
        return tokens.length;
    }

    /** Probabilities by token, zero where a token cannot be drawn. */
    public double[] overVocabulary(int vocabularySize) {
        double[] p = new double[vocabularySize];
        for (int i = 0; i < tokens.length; i++) {
            p[tokens[i]] = Math.exp(logProbabilities[i]);
        }
        return p;
    }

    /** This distribution's tokens re-weighed by exp(scale · delta), delta being aligned with them. */
    TokenDistribution tilted(float[] delta, double scale) {
        double[] x = new double[tokens.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = logProbabilities[i] + scale * delta[i];
        }
        LogSoftmax.normalise(x);
        return new TokenDistribution(tokens, x);
    }
}
