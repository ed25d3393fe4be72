package io.antidistill.engine;

/** What became of a request. */
public enum RequestOutcome {
    /** It got an answer. */
    FINISHED,
    /** It got none; neither of the other reasons. */
    FAILED,
    /** Its deadline passed. */
    EXPIRED,
    /** It was given up by who asked. */
    CANCELLED
}
