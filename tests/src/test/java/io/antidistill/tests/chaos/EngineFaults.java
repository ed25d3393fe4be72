package io.antidistill.tests.chaos;

import io.antidistill.engine.EngineListener;
import io.antidistill.engine.EngineStep;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Makes every step of the engine take longer, and throws an error on the engine's own thread when told to. */
final class EngineFaults implements EngineListener {
    private final AtomicReference<Error> next = new AtomicReference<>();
    private final Duration step;

    EngineFaults(Duration step) {
        this.step = step;
    }

    void inject(Error error) {
        next.set(error);
    }

    @Override
    public void stepped(EngineStep done) {
        LockSupport.parkNanos(step.toNanos());
        Error error = next.getAndSet(null);
        if (error != null) {
            throw error;
        }
    }
}
