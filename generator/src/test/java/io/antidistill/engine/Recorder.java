package io.antidistill.engine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener that remembers. */
class Recorder implements GenerationListener {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile GenerationResult result;
    private volatile GenerationFailure failure;

    @Override
    public void finished(GenerationResult r) {
        result = r;
        calls.incrementAndGet();
        ended.countDown();
    }

    @Override
    public void failed(GenerationFailure f) {
        failure = f;
        calls.incrementAndGet();
        ended.countDown();
    }

    /** Waits for the answer. */
    GenerationResult result() {
        await();
        if (result == null) {
            throw new AssertionError("failed: " + failure);
        }
        return result;
    }

    /** Waits for the failure. */
    GenerationFailure failure() {
        await();
        if (failure == null) {
            throw new AssertionError("finished: " + result);
        }
        return failure;
    }

    private void await() {
        try {
            if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("nothing was heard for " + PATIENCE);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
