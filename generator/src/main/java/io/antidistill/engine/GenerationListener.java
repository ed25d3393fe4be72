package io.antidistill.engine;

/**
 * Hears how a request ended: exactly one call of {@link #finished} or {@link #failed}, unless it was cancelled first (then one call or none).
 *
 * <p>Calls come on the engine's thread, or, for a request that is refused at the door, inside {@link
 * TraceGenerator#offer} on the caller's. They must return at once: the whole batch waits.
 */
public interface GenerationListener {
    /** The answer is complete. */
    void finished(GenerationResult result);

    /** There will be no answer. */
    void failed(GenerationFailure failure);

    /** Whether to decode the answer while it is drawn. Asked once, before the first token. */
    default boolean wantsText() {
        return false;
    }

    /**
     * More of the answer's text, if it is wanted: never half a character, nothing from a stop string on. All of these one after the other are
     * the text of the result. A request may still fail afterwards.
     */
    default void progressed(String newText) {}
}
