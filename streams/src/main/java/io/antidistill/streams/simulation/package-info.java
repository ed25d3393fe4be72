/**
 * Traffic of customers and of thieves, made up from a seed, and how many of them the detector finds. Knows no Kafka; the
 * scorer is the stream's own.
 */
package io.antidistill.streams.simulation;
