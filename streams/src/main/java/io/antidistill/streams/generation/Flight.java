package io.antidistill.streams.generation;

import io.antidistill.engine.Generation;
import io.antidistill.engine.GenerationFailure;
import io.antidistill.engine.GenerationListener;
import io.antidistill.engine.GenerationResult;
import java.time.Instant;
import java.util.Queue;

/**
 * One hand-over of one prompt. The engine's thread only adds the outcome to the task's queue; everything else belongs to
 * the stream thread.
 */
final class Flight implements GenerationListener {
    /** How a flight ended: exactly one of result and failure is set. */
    record Outcome(Flight flight, GenerationResult result, GenerationFailure failure, Instant at) {}

    private final String promptId;
    private final PreparedPrompt prompt;
    private final Decision decision;
    private final Queue<Outcome> outcomes;
    private Generation generation;

    Flight(String promptId, PreparedPrompt prompt, Decision decision, Queue<Outcome> outcomes) {
        this.promptId = promptId;
        this.prompt = prompt;
        this.decision = decision;
        this.outcomes = outcomes;
    }

    void accepted(Generation handle) {
        generation = handle;
    }

    void cancel() {
        generation.cancel();
    }

    @Override
    public void finished(GenerationResult result) {
        outcomes.add(new Outcome(this, result, null, Instant.now()));
    }

    @Override
    public void failed(GenerationFailure failure) {
        outcomes.add(new Outcome(this, null, failure, Instant.now()));
    }

    String promptId() {
        return promptId;
    }

    PreparedPrompt prompt() {
        return prompt;
    }

    Decision decision() {
        return decision;
    }
}
