/**
 * Experiments: what protection costs the teacher and what it takes from a student, with the baselines that every such
 * claim needs. Start at {@link io.antidistill.experiment.TradeoffExperiment}. Nothing here knows of topics.
 */
package io.antidistill.experiment;
