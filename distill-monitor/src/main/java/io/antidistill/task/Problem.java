package io.antidistill.task;

/**
 * A graded word problem. Immutable.
 *
 * @param question what a user asks
 * @param answer the expected answer, in digits for the arithmetic task
 * @param steps how many calculations it takes; 0 where unknown
 */
public record Problem(String question, String answer, int steps) {
    public Problem {
        if (question.isBlank()) {
            throw new IllegalArgumentException("invalid value '" + question + "' for question: it is empty");
        }
        if (answer.isBlank()) {
            throw new IllegalArgumentException("invalid value '" + answer + "' for answer: it is empty");
        }
        if (steps < 0) {
            throw new IllegalArgumentException("invalid value " + steps + " for steps: must not be negative");
        }
    }
}
