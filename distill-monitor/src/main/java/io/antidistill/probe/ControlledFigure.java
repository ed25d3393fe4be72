package io.antidistill.probe;

import java.util.OptionalDouble;

/**
 * The distillability that is controlled.
 *
 * @param attack that reached it
 * @param distillability the point estimate
 * @param low lower end of its interval; empty where it has none
 * @param high upper end of its interval; empty where it has none
 * @param actedOn what the controller compares with its target: between the estimate and the upper end
 */
public record ControlledFigure(
        String attack, double distillability, OptionalDouble low, OptionalDouble high, double actedOn) {}
