/**
 * The controller on simulated plants: curves of distillability over lambda as they were measured, with noise, delay,
 * drift and a thief who changes his mind. Start at {@link io.antidistill.plant.Simulation}. Only {@link
 * io.antidistill.plant.ResponseMeasurement}, which measures such curves, needs a model.
 */
package io.antidistill.plant;
