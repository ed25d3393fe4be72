package io.antidistill.engine;

import io.antidistill.model.OpenedSoFar;
import io.antidistill.sampling.AntidistillationSampler;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** The engine's work, from the first request to the last. Everything here belongs to one thread, which owns the tensors. */
final class EngineLoop implements AutoCloseable {
    private final EngineConfig config;
    private final RequestQueue queue;
    private final EngineListener listener;
    private final EngineModels models;
    private final AntidistillationSampler sampler;
    private final CacheRows teacher;
    private final Scores scoresOrNull;

    EngineLoop(EngineConfig config, RequestQueue queue, EngineModels models, EngineListener listener) {
        this.config = config;
        this.queue = queue;
        this.models = models;
        this.listener = listener;
        sampler = new AntidistillationSampler(models.vocabularySize());
        try (OpenedSoFar opened = new OpenedSoFar()) {
            teacher = opened.add(new CacheRows(models.teacher().get(), config.slots()));
            scoresOrNull = models.canProtect()
                    ? new Scores(new CacheRows(models.scoreOrNull().get(), config.slots()), sampler, models)
                    : null;
            opened.all(this);
        }
    }

    /** Works until the queue is closed. */
    void run() throws InterruptedException {
        while (admit()) {
            long start = System.nanoTime();
            int slots = teacher.size();
            step();
            int promptTokens = prefill();
            int newTokens = draw();
            retire();
            long nanos = System.nanoTime() - start;
            listener.stepped(new EngineStep(nanos, slots, promptTokens, newTokens, queue.size()));
        }
    }

    /** Gives free rows to waiting requests; waits while there is nothing to do. False when the queue is closed. */
    private boolean admit() throws InterruptedException {
        if (teacher.size() == 0) {
            queue.awaitWork();
        }
        queue.pollExpired(Instant.now()).forEach(Ticket::expire);
        Ticket ticket;
        while (teacher.size() < config.slots() && (ticket = queue.poll()) != null) {
            Slot slot = slotFor(ticket);
            teacher.join(slot);
            if (slot.isProtected()) {
                scoresOrNull.join(slot); // the door lets no protected request in without it
            }
        }
        return !queue.closed();
    }

    /** A request is in the queue or in a slot; if it gets no slot for want of memory it must hear of its end here. */
    private Slot slotFor(Ticket ticket) {
        try {
            return new Slot(ticket, config.contextLength(), models.textOrNull());
        } catch (Throwable e) {
            ticket.fail(GenerationFailure.Reason.INTERNAL, "the engine died: " + e);
            throw e;
        }
    }

    /** The teacher reads the last token of every running row. */
    private void step() {
        readOn(0, teacher.firstNewcomer());
    }

    /** The teacher reads the next chunk of the newcomers' prompts. Returns how many tokens. */
    private int prefill() {
        int first = teacher.firstNewcomer();
        List<Slot> newcomers = teacher.slots(first, teacher.size());
        int[] closed =
                newcomers.stream().mapToInt(slot -> slot.tokens().closed()).toArray();
        int[] shares = PromptChunk.shares(closed, config.prefillChunk());
        for (int i = 0; i < shares.length; i++) {
            newcomers.get(i).tokens().open(shares[i]);
        }
        readOn(first, first + shares.length);
        return Arrays.stream(shares).sum();
    }

    private void readOn(int first, int last) {
        if (first < last) {
            float[] logits = teacher.readOn(first, last, null);
            int stride = logits.length / (last - first); // a padded model says more than the vocabulary has
            for (int row = first; row < last; row++) {
                teacher.slot(row).consider(sampler, logits, (row - first) * stride);
            }
        }
    }

    /** Δ where it matters, then one token for each row that has read its prompt. Returns how many. */
    private int draw() {
        if (scoresOrNull != null) {
            scoresOrNull.scoreWhereNeeded();
        }
        int drawn = 0;
        for (Slot slot : slots()) {
            if (slot.draws()) {
                slot.draw(sampler, models.stopTokens());
                drawn++;
            }
        }
        return drawn;
    }

    /** Who has finished, failed, run out of time or been given up leaves, and hears of it. */
    private void retire() {
        Instant now = Instant.now();
        for (int row = teacher.size() - 1; row >= 0; row--) {
            Slot slot = teacher.slot(row);
            slot.expire(now);
            if (slot.ended()) {
                teacher.leave(slot);
                if (scoresOrNull != null) {
                    scoresOrNull.leave(slot);
                }
                slot.report();
            }
        }
    }

    /** Fails whatever is running. */
    void abandon(GenerationFailure.Reason reason, String message) {
        for (Slot slot : slots()) {
            slot.fail(reason, message);
            slot.report();
        }
    }

    private List<Slot> slots() {
        return teacher.slots(0, teacher.size());
    }

    @Override
    public void close() {
        teacher.close();
        if (scoresOrNull != null) {
            scoresOrNull.close();
        }
    }
}
