package io.antidistill.sampling;

/**
 * The permutation baseline's score: the whole vocabulary's Δ shuffled, each entry's sign flipped with probability ½. Keyed
 * like the noise by seed and position, so it can be repeated. Not thread-safe: the result is scratch space.
 */
final class PermutedScore {
    private final float[] shuffled;

    PermutedScore(int vocabularySize) {
        shuffled = new float[vocabularySize];
    }

    /** Valid until the next call. */
    float[] of(float[] delta, int offset, KeyedNoise noise) {
        KeyedNoise bits = noise.forPermutation();
        // Fisher-Yates, inside out: entry i goes to a random place among the first i + 1.
        for (int i = 0; i < shuffled.length; i++) {
            long random = bits.bits(i);
            int j = (int) (((random >>> 32) * (i + 1)) >>> 32);
            shuffled[i] = shuffled[j];
            shuffled[j] = (random & 1) == 0 ? delta[offset + i] : -delta[offset + i];
        }
        return shuffled;
    }
}
