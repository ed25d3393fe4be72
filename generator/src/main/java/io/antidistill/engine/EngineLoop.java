package io.antidistill.engine;

import io.antidistill.sampling.AntidistillationSampler;
import java.util.List;
import java.util.Set;

/** The engine's work, from the first request to the last. Everything here belongs to one thread, which owns the tensors. */
final class EngineLoop implements AutoCloseable {
    private final EngineConfig config;
    private final RequestQueue queue;
    private final AntidistillationSampler sampler;
    private final int vocabularySize;
    private final Set<Integer> stopTokens;
    private final CacheRows teacher;
    private final Scores scoresOrNull;

    EngineLoop(EngineConfig config, RequestQueue queue, EngineModels models) {
        this.config = config;
        this.queue = queue;
        vocabularySize = models.vocabularySize();
        stopTokens = models.stopTokens();
        sampler = new AntidistillationSampler(vocabularySize);
        teacher = new CacheRows(models.teacher().get(), config.slots());
        scoresOrNull = models.canProtect()
                ? new Scores(new CacheRows(models.scoreOrNull().get(), config.slots()), sampler, vocabularySize)
                : null;
    }

    /** Works until the queue is closed. */
    void run() throws InterruptedException {
        while (admit()) {
            int running = prefill();
            step(running);
            draw();
            retire();
        }
    }

    /** Gives free rows to waiting requests; waits while there is nothing to do. False when the queue is closed. */
    private boolean admit() throws InterruptedException {
        if (teacher.size() == 0) {
            queue.awaitWork();
        }
        Ticket ticket;
        while (teacher.size() < config.slots() && (ticket = queue.poll()) != null) {
            Slot slot = new Slot(ticket, config.contextLength());
            teacher.join(slot);
            if (slot.isProtected()) {
                scoresOrNull.join(slot); // the door lets no protected request in without it
            }
        }
        return !queue.closed();
    }

    /** The teacher reads the next chunk of the newcomers' prompts. Returns how many rows were running before. */
    private int prefill() {
        int running = teacher.firstNewcomer();
        List<Slot> newcomers = teacher.slots(running, teacher.size());
        int[] closed =
                newcomers.stream().mapToInt(slot -> slot.tokens().closed()).toArray();
        int[] shares = PromptChunk.shares(closed, config.prefillChunk());
        for (int i = 0; i < shares.length; i++) {
            newcomers.get(i).tokens().open(shares[i]);
        }
        readOn(running, running + shares.length);
        return running;
    }

    /** The teacher reads the last token of every running row. */
    private void step(int running) {
        readOn(0, running);
    }

    private void readOn(int first, int last) {
        if (first < last) {
            float[] logits = teacher.readOn(first, last, null);
            for (int row = first; row < last; row++) {
                teacher.slot(row).consider(sampler, logits, (row - first) * vocabularySize);
            }
        }
    }

    /** Δ where it matters, then one token for each row that has read its prompt. */
    private void draw() {
        if (scoresOrNull != null) {
            scoresOrNull.scoreWhereNeeded();
        }
        for (Slot slot : slots()) {
            if (slot.draws()) {
                slot.draw(sampler, stopTokens);
            }
        }
    }

    /** Who has finished, failed or been given up leaves, and hears of it. */
    private void retire() {
        for (int row = teacher.size() - 1; row >= 0; row--) {
            Slot slot = teacher.slot(row);
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
