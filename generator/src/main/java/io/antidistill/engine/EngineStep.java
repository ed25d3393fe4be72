package io.antidistill.engine;

/**
 * What one step of an engine did. Immutable.
 *
 * @param nanos how long it took
 * @param slots requests that had a slot
 * @param promptTokens tokens of prompts that the teacher read
 * @param newTokens tokens that were drawn, stop tokens included
 * @param waiting requests that waited for a slot when it was over
 */
public record EngineStep(long nanos, int slots, int promptTokens, int newTokens, int waiting) {}
