/**
 * Answers many prompts at once: requests join and leave a running batch, each with its own sampling and seed.
 *
 * <p>{@link io.antidistill.engine.TraceGenerator} is what others code against; {@link
 * io.antidistill.engine.GenerationEngine} is the real one. One thread owns the tensors.
 */
package io.antidistill.engine;
