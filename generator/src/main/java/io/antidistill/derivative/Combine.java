package io.antidistill.derivative;

/** How the Δ of several proxies becomes one. */
public enum Combine {
    /** The mean: a token counts by what it would do to the students on average. */
    MEAN,
    /**
     * The smallest: a token counts only as far as it would harm the student that it harms least. It promises less than each proxy by itself
     * would, and holds for whichever of them the thief's student resembles. Needs Δ of the whole vocabulary.
     */
    WORST;

    /**
     * One number of several members' for each token, not a number where a member's is none: an infinite one must not hide behind a smaller.
     *
     * @param scores the members' one after the other
     * @param offset where the first member's begin
     * @param stride from one member's to the next's
     */
    public float[] of(float[] scores, int offset, int stride, int members, int tokens) {
        float[] combined = new float[tokens];
        for (int i = 0; i < tokens; i++) {
            double sum = 0;
            float smallest = Float.POSITIVE_INFINITY;
            for (int m = 0; m < members; m++) {
                float score = scores[offset + m * stride + i];
                sum += Float.isFinite(score) ? score : Double.NaN;
                smallest = Math.min(smallest, score);
            }
            combined[i] = this == MEAN || Double.isNaN(sum) ? (float) (sum / members) : smallest;
        }
        return combined;
    }
}
