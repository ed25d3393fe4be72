package io.antidistill.sampling;

/** What the poison score is put to. Plain sampling is any of these at λ = 0. */
public enum Sampler {
    /** The score tilts the distribution as it is. */
    ANTIDISTILLATION,
    /** The control: the same score, shuffled over the vocabulary with random signs, so that only its size is left. */
    PERMUTATION,
    /** The score is measured and put to nothing: the plain token is drawn, and the draw says what the tilt would have done. */
    SHADOW
}
