package io.antidistill.control;

/**
 * What the controller carries from one round to the next. There is no hidden integral: lambda itself is the
 * integrator, so a bound or a rate limit that bites cannot wind anything up.
 *
 * @param lambda the lambda in force
 * @param moving whether the last round was outside the dead band and the error has not come back to the inner band
 * @param recovering whether utility broke its floor and has not yet come back above floor and margin
 */
public record ControllerState(double lambda, boolean moving, boolean recovering) {

    public ControllerState {
        if (!(lambda >= 0) || Double.isInfinite(lambda)) {
            throw new IllegalArgumentException(
                    "invalid value " + lambda + " for lambda: it must be finite and at least 0");
        }
    }

    /** A controller at rest at this lambda: after a start, or after a person has set it. */
    public static ControllerState at(double lambda) {
        return new ControllerState(lambda, false, false);
    }
}
