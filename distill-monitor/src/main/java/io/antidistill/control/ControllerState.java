package io.antidistill.control;

/**
 * What the controller carries from one round to the next. There is no hidden integral: lambda itself is the
 * integrator, so a bound or a rate limit that bites cannot wind anything up.
 *
 * @param lambda the lambda in force
 * @param mode who decides
 * @param moving whether the last round was outside the dead band and the error has not come back to the inner band
 * @param recovering whether utility broke its floor and has not yet come back above floor and margin
 * @param error distillability above its target in the last round; NaN where there was none
 */
public record ControllerState(double lambda, Mode mode, boolean moving, boolean recovering, double error) {

    /** Who decides. */
    public enum Mode {
        /** The controller. */
        AUTOMATIC,
        /** A person: the controller measures and says what it would do. */
        FROZEN,
        /** A person who set lambda to 0. */
        OFF
    }

    public ControllerState {
        if (!(lambda >= 0) || Double.isInfinite(lambda)) {
            throw new IllegalArgumentException(
                    "invalid value " + lambda + " for lambda: it must be finite and at least 0");
        }
        if (mode == Mode.OFF && lambda != 0) {
            throw new IllegalArgumentException("invalid value " + lambda + " for lambda: switched off means 0");
        }
    }

    /** A controller at rest at this lambda, as after a start. */
    public static ControllerState at(double lambda) {
        return new ControllerState(lambda, Mode.AUTOMATIC, false, false, Double.NaN);
    }

    /** What a person's command makes of it. 0 switches the group off. */
    public static ControllerState setByHand(double lambda, boolean frozen) {
        return frozen
                ? new ControllerState(lambda, Mode.FROZEN, false, false, Double.NaN)
                : new ControllerState(lambda, lambda == 0 ? Mode.OFF : Mode.AUTOMATIC, false, false, Double.NaN);
    }

    ControllerState automatic() {
        return new ControllerState(lambda, Mode.AUTOMATIC, moving, recovering, error);
    }

    ControllerState withLambda(double newLambda) {
        return new ControllerState(newLambda, mode, moving, recovering, error);
    }

    ControllerState withMoving(boolean isMoving) {
        return new ControllerState(lambda, mode, isMoving, recovering, error);
    }

    ControllerState withRecovering(boolean isRecovering) {
        return new ControllerState(lambda, mode, moving, isRecovering, error);
    }

    ControllerState withError(double newError) {
        return new ControllerState(lambda, mode, moving, recovering, newError);
    }
}
