/**
 * Who gets how much protection: the policy of a context, the λ that follows from it, and the built-in strictest default
 * for everything that is unknown or invalid.
 *
 * <p>Pure functions of the control tables; nothing here knows Kafka.
 */
package io.antidistill.streams.policy;
