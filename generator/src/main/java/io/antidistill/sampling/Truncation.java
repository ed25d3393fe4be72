package io.antidistill.sampling;

/** Where the nucleus is cut. */
public enum Truncation {
    /** The teacher's own nucleus gives the candidates; the tilt only re-weighs those. */
    TRUNCATE_THEN_TILT,
    /** The nucleus of the tilted distribution; tokens that the teacher finds absurd can win. */
    TILT_THEN_TRUNCATE
}
