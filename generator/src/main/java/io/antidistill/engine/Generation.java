package io.antidistill.engine;

/** A request that was accepted. Thread-safe. */
public interface Generation {
    /** Gives the request up. Its listener may still be called once if its end was under way. May be called again. */
    void cancel();
}
