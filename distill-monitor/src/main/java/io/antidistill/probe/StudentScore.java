package io.antidistill.probe;

import java.util.OptionalDouble;

/**
 * How a student did in an exam.
 *
 * @param traces lessons that it learned from; 0 for an undistilled student
 * @param trainLoss its last training loss, nats per completion token; NaN for an undistilled student
 * @param holdoutLoss its loss on the exam's clean traces, nats per completion token
 * @param accuracy its share of right answers; empty where the exam has no problems
 */
public record StudentScore(int traces, double trainLoss, double holdoutLoss, OptionalDouble accuracy) {}
