/**
 * From a prompt to a trace: read it, decide how it is protected, hand it to the engine, publish what comes back.
 *
 * <p>{@link io.antidistill.streams.generation.GenerationProcessor} is the heart. Only the stream thread touches stores and
 * context; the engine's thread only adds to a queue.
 */
package io.antidistill.streams.generation;
