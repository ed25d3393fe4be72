package io.antidistill.sampling;

/**
 * The noise Γ(seed, position, v) of one position: a Gumbel variable for every token v, by a counter-based hash.
 *
 * <p>Noise belongs to the position, not to the order of calls, so a draw can be repeated in any batch and in any order. The
 * hash is SplitMix64 read at random access: with m the mixing function of SplitMix64 (Stafford's variant 13) and φ its
 * odd constant, {@code key = m(m(seed + φ) + φ(position + 1))} and {@code bits(v) = m(key + φ(v + 1))}. The top 52 bits give
 * U = (bits + ½) / 2⁵², which is never 0 or 1, and Γ = −log(−log U). Immutable.
 */
public final class KeyedNoise {
    private static final long PHI = 0x9E3779B97F4A7C15L;
    /** Sets the permutation baseline's bits apart from the draw's. */
    private static final long PERMUTATION = 0x5045524D55544521L;

    private static final double LN_2_ROUNDED_UP = 0.694;

    private final long key;

    private KeyedNoise(long key) {
        this.key = key;
    }

    /** The noise of one position of one request. */
    public static KeyedNoise at(long seed, long position) {
        return new KeyedNoise(mix(mix(seed + PHI) + PHI * (position + 1)));
    }

    /** Independent bits of the same position, for shuffling the score. */
    KeyedNoise forPermutation() {
        return new KeyedNoise(mix(key ^ PERMUTATION));
    }

    /** Hashed bits number v. */
    long bits(int v) {
        return mix(key + PHI * (v + 1L));
    }

    /** Uniform strictly between 0 and 1. */
    double uniform(int v) {
        return ((bits(v) >>> 12) + 0.5) * 0x1p-52;
    }

    /** Γ of token v. */
    public double gumbel(int v) {
        return -Math.log(-Math.log(uniform(v)));
    }

    /** Γ of token v is below: 1 − U is above 2^−(n+1) where U begins with n ones in binary, and −log U is above 1 − U. */
    double gumbelBound(int v) {
        return (Long.numberOfLeadingZeros(~bits(v)) + 1) * LN_2_ROUNDED_UP;
    }

    /** One token from a distribution, by Gumbel-max: argmax of log p(v) + Γ(v). */
    public int draw(TokenDistribution p) {
        int[] tokens = p.tokens();
        double[] logP = p.logProbabilities();
        int best = tokens[0];
        double bestValue = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < tokens.length; i++) {
            if (logP[i] + gumbelBound(tokens[i]) < bestValue) {
                continue; // spares nearly all logarithms
            }
            double value = logP[i] + gumbel(tokens[i]);
            if (value > bestValue || (value == bestValue && tokens[i] < best)) {
                best = tokens[i];
                bestValue = value;
            }
        }
        return best;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
