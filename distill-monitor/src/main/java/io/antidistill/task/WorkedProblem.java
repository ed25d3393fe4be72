package io.antidistill.task;

/**
 * A problem with one of its many right worked traces, which ends in the boxed answer. Immutable.
 *
 * @param problem question and answer
 * @param trace the working, as a model would write it
 */
public record WorkedProblem(Problem problem, String trace) {}
