package io.antidistill.engine;

/**
 * Hears how an engine does, for metrics. Must be thread-safe and return at once: the whole batch waits. What it throws is logged and
 * otherwise ignored.
 */
public interface EngineListener {
    /** A step is over. Called on the engine's thread. */
    default void stepped(EngineStep step) {}

    /** A request has ended, or was refused. Called on the thread that ended it. */
    default void ended(RequestOutcome outcome) {}
}
