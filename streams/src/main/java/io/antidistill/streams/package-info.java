/**
 * The stream: prompts in, protected traces out, exactly once.
 *
 * <p>Read {@link io.antidistill.streams.ProtectionTopology} first: it is the whole picture. {@code generation} hands
 * prompts to the engine and publishes what comes back; {@code policy} says how strongly each is protected; {@code
 * extraction} says whom to suspect; {@code deadletter} keeps what cannot be answered.
 */
package io.antidistill.streams;
