package io.antidistill.engine;

/** How the poison score is computed. */
public enum ScoreKind {
    /** Exactly, by carrying the derivative through the proxy. */
    FORWARD,
    /** By two proxy passes at θ ± εg. */
    FINITE_DIFFERENCE
}
