package io.antidistill.experiment;

import io.antidistill.guard.TiltRules;
import io.antidistill.sampling.SamplingSettings;

/**
 * One way of sampling in every detail. Immutable.
 *
 * @param label the name in tables and rows
 * @param sampling how tokens are drawn
 * @param tilt where in an answer the tilt may act
 */
public record Trial(String label, SamplingSettings sampling, TiltRules tilt) {}
