package io.antidistill.student;

/** Told about each step of a training, in the thread that trains. */
@FunctionalInterface
public interface TrainingListener {
    /**
     * @param step the step just done, from 1
     * @param steps how many there will be
     * @param loss nats per completion token of the step's batch, before the step
     */
    void stepped(int step, int steps, double loss);
}
