package io.antidistill.derivative;

/** How the Δ of several proxies becomes one. */
public enum Combine {
    /** The mean: a token counts by what it would do to the students on average. */
    MEAN,
    /**
     * The smallest: a token counts only as far as it would harm the student that it harms least. It promises less than each proxy by itself
     * would, and holds for whichever of them the thief's student resembles. Needs Δ of the whole vocabulary.
     */
    WORST
}
