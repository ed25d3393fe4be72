/**
 * The monitor service: reads what customers got, plays the thief on it, reports, and commands lambda.
 *
 * <p>Start at {@link io.antidistill.monitor.MonitorApp}; {@code MonitorLoop} is one turn after another of absorb, ask,
 * train, publish. What is known of each lambda group is in {@code MonitorBook} and {@code GroupBook}, which know
 * nothing of consumers and producers and hold nothing that the topics could not give back after a restart.
 */
package io.antidistill.monitor;
