package io.antidistill.sampling;

/** What the poison score is put to. Plain sampling is either of these at λ = 0. */
public enum Sampler {
    /** The score tilts the distribution as it is. */
    ANTIDISTILLATION,
    /** The control: the same score, shuffled over the vocabulary with random signs, so that only its size is left. */
    PERMUTATION
}
