package io.antidistill.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request that was offered: its listener hears at most one end. Thread-safe. */
final class Ticket implements Generation {
    private static final Logger LOG = LoggerFactory.getLogger(Ticket.class);

    private final GenerationRequest request;
    private final GenerationListener listener;
    private final RequestQueue queue;
    private final long offeredAt = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();

    Ticket(GenerationRequest request, GenerationListener listener, RequestQueue queue) {
        this.request = request;
        this.listener = listener;
        this.queue = queue;
    }

    GenerationRequest request() {
        return request;
    }

    long offeredAt() {
        return offeredAt;
    }

    @Override
    public void cancel() {
        if (ended.compareAndSet(false, true)) {
            queue.remove(this);
        }
    }

    /** Whether nobody waits for this any more. */
    boolean ended() {
        return ended.get();
    }

    void finish(GenerationResult result) {
        end(() -> listener.finished(result));
    }

    void fail(GenerationFailure.Reason reason, String message) {
        end(() -> listener.failed(new GenerationFailure(reason, message)));
    }

    private void end(Runnable call) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.error("A generation listener threw; the engine goes on", e); // others' requests are in the same batch
        }
    }
}
