package io.antidistill.engine;

/**
 * Hears how a request ended: exactly one call of either method, unless it was cancelled first (then one call or none).
 *
 * <p>Calls come on the engine's thread, or, for a request that is refused at the door, inside {@link
 * TraceGenerator#offer} on the caller's. They must return at once: the whole batch waits.
 */
public interface GenerationListener {
    /** The answer is complete. */
    void finished(GenerationResult result);

    /** There will be no answer. */
    void failed(GenerationFailure failure);
}
