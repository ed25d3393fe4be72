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
    private final EngineListener engineListener;
    private final boolean wantsText;
    private final long offeredAt = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();

    Ticket(GenerationRequest request, GenerationListener listener, RequestQueue queue, EngineListener engineListener) {
        this.request = request;
        this.listener = listener;
        this.queue = queue;
        this.engineListener = engineListener;
        this.wantsText = listener.wantsText() || request.needsText();
    }

    GenerationRequest request() {
        return request;
    }

    long offeredAt() {
        return offeredAt;
    }

    /** Whether the answer has to be decoded while it is drawn. */
    boolean wantsText() {
        return wantsText;
    }

    @Override
    public void cancel() {
        if (ended.compareAndSet(false, true)) {
            queue.remove(this);
            engineListener.ended(RequestOutcome.CANCELLED);
        }
    }

    /** Whether nobody waits for this any more. */
    boolean ended() {
        return ended.get();
    }

    void progress(String newText) {
        if (!ended.get()) {
            call(() -> listener.progressed(newText));
        }
    }

    void finish(GenerationResult result) {
        end(RequestOutcome.FINISHED, () -> listener.finished(result));
    }

    void fail(GenerationFailure.Reason reason, String message) {
        boolean late = reason == GenerationFailure.Reason.DEADLINE_EXCEEDED;
        end(
                late ? RequestOutcome.EXPIRED : RequestOutcome.FAILED,
                () -> listener.failed(new GenerationFailure(reason, message)));
    }

    /** There is no time left for an answer. */
    void expire() {
        fail(
                GenerationFailure.Reason.DEADLINE_EXCEEDED,
                "the deadline " + request.deadline().orElseThrow() + " passed before the answer was complete");
    }

    private void end(RequestOutcome outcome, Runnable call) {
        if (ended.compareAndSet(false, true)) {
            call(call);
            engineListener.ended(outcome);
        }
    }

    private static void call(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.error("A generation listener threw; the engine goes on", e); // others' requests are in the same batch
        }
    }
}
