package io.antidistill.student;

import io.antidistill.model.Parameters;

/**
 * Trained weights and how they came about. The weights are complete (an adapter is merged in) and are the caller's to close.
 */
public record Trained(Parameters parameters, TrainingLog log) implements AutoCloseable {
    @Override
    public void close() {
        parameters.close();
    }
}
