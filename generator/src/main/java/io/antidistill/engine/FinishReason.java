package io.antidistill.engine;

/** Why an answer ended. */
public enum FinishReason {
    /** The teacher drew a stop token or wrote a stop string. */
    STOP,
    /** The request's limit or the context was reached. */
    LENGTH
}
