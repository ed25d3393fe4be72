/**
 * The steps of the detector's stream and what they store. What is measured and what it amounts to is decided in
 * {@code extraction}, which knows no Kafka.
 */
package io.antidistill.streams.detection;
