package io.antidistill.monitor;

import java.time.Instant;

/**
 * The lambda that a group is under.
 *
 * @param lambda its value
 * @param since when it was commanded; {@link Instant#EPOCH} where nobody has set it yet
 * @param byMonitor whether the monitor itself commanded it
 */
record LambdaInForce(double lambda, Instant since, boolean byMonitor) {}
