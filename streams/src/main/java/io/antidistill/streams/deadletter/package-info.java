/**
 * Prompts that get no answer: the bytes as they came, and why, in headers.
 *
 * <p>Nothing is thrown away in silence. The header names are Kafka's own for dead letters, plus {@code
 * antidistill.reason}.
 */
package io.antidistill.streams.deadletter;
