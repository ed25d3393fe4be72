package io.antidistill.tests.chaos;

import io.antidistill.engine.EngineListener;
import io.antidistill.engine.EngineStep;
import java.util.concurrent.atomic.AtomicReference;

/** Throws an error on the engine's own thread when told to: at the end of its next step. */
final class EngineFaults implements EngineListener {
    private final AtomicReference<Error> next = new AtomicReference<>();

    void inject(Error error) {
        next.set(error);
    }

    @Override
    public void stepped(EngineStep step) {
        Error error = next.getAndSet(null);
        if (error != null) {
            throw error;
        }
    }
}
