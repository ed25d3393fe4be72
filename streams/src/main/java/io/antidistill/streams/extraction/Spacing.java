package io.antidistill.streams.extraction;

import java.util.Arrays;

/**
 * How far a client's prompts are from the ones just before. Questions taken from one collection are alike far from each
 * other: the distances have a normal distribution. People ask again, refine and change the subject: theirs have not
 * (after PRADA; Juuti et al., 2019, who test the distance to the nearest earlier query with Shapiro and Wilk's test).
 *
 * <p>Here the distance is the Hamming distance of the fingerprints to the nearest of the last {@link #RECENT} prompts,
 * and the test looks at skewness and excess kurtosis, which are 0 for a normal distribution (Jarque and Bera, 1987):
 * they need sums only, so parts of a day can be added. Immutable; at most 170 bytes.
 */
public final class Spacing {
    static final int RECENT = 16;

    /** Fewer distances say nothing about their distribution. */
    static final int FEWEST = 32;

    private static final int POWERS = 4;

    /** No prompt yet. */
    public static final Spacing NONE = new Spacing(new long[0], 0, new long[POWERS]);

    private final long[] recent;
    private final long count;
    private final long[] powerSums;

    private Spacing(long[] recent, long count, long[] powerSums) {
        this.recent = recent;
        this.count = count;
        this.powerSums = powerSums;
    }

    /** What {@link #recent()}, {@link #count()} and {@link #powerSums()} gave. */
    public static Spacing of(long[] recent, long count, long[] powerSums) {
        return new Spacing(recent.clone(), count, Arrays.copyOf(powerSums, POWERS));
    }

    /** After one more prompt. */
    public Spacing plus(long fingerprint) {
        long[] remembered = Arrays.copyOfRange(
                append(recent, fingerprint), Math.max(0, recent.length + 1 - RECENT), recent.length + 1);
        if (recent.length == 0) {
            return new Spacing(remembered, count, powerSums);
        }
        long nearest = Arrays.stream(recent)
                .map(earlier -> Long.bitCount(earlier ^ fingerprint))
                .min()
                .getAsLong();
        long[] sums = powerSums.clone();
        long power = 1;
        for (int i = 0; i < POWERS; i++) {
            power *= nearest;
            sums[i] += power;
        }
        return new Spacing(remembered, count + 1, sums);
    }

    /** The distances of both; the prompts to compare with are the other's, which must be the later ones. */
    public Spacing plus(Spacing later) {
        long[] sums = powerSums.clone();
        for (int i = 0; i < POWERS; i++) {
            sums[i] += later.powerSums[i];
        }
        return new Spacing(later.recent, count + later.count, sums);
    }

    /** 1: the distances look normal; towards 0: they do not; 0 also where there are too few or all are equal. */
    public double regularity() {
        if (count < FEWEST) {
            return 0;
        }
        double n = count;
        double mean = powerSums[0] / n;
        double square = powerSums[1] / n;
        double cube = powerSums[2] / n;
        double fourth = powerSums[3] / n;
        double variance = square - mean * mean;
        if (variance < 1e-9) {
            return 0;
        }
        double third = cube - 3 * mean * square + 2 * mean * mean * mean;
        double quartic = fourth - 4 * mean * cube + 6 * mean * mean * square - 3 * Math.pow(mean, 4);
        double skewness = third / Math.pow(variance, 1.5);
        double excess = quartic / (variance * variance) - 3;
        return 1 / (1 + skewness * skewness + excess * excess / 4);
    }

    /** The last prompts' fingerprints, the oldest first. */
    public long[] recent() {
        return recent.clone();
    }

    /** Distances measured. */
    public long count() {
        return count;
    }

    /** Of the distances, their squares, cubes and fourth powers. */
    public long[] powerSums() {
        return powerSums.clone();
    }

    private static long[] append(long[] all, long last) {
        long[] longer = Arrays.copyOf(all, all.length + 1);
        longer[all.length] = last;
        return longer;
    }
}
