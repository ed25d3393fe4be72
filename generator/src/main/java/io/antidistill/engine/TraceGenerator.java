package io.antidistill.engine;

import java.util.Optional;

/** Turns prompts into protected answers, some time later. Thread-safe. */
public interface TraceGenerator {
    /**
     * Hands over a request without waiting.
     *
     * @return a handle, or empty when the bounded queue is full: try again later, the listener will not be called. A
     *     request that cannot be served at all (too long, too late, no protection, engine stopped) fails through its
     *     listener before this method returns
     */
    Optional<Generation> offer(GenerationRequest request, GenerationListener listener);

    /** Most tokens of prompt and answer together. */
    int contextLength();

    /** Lets somebody hear how the engine does, from now on. A generator that has nothing to tell ignores it. */
    default void listen(EngineListener listener) {}

    /** False once the engine is closed or has died; every later request fails at once. */
    boolean healthy();
}
