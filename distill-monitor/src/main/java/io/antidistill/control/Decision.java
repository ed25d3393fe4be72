package io.antidistill.control;

/**
 * What the controller commands after one round.
 *
 * @param lambda the lambda from now on; equal to the lambda before where the controller holds
 * @param cause which rule decided
 * @param reason the same for people
 * @param next the state for the next round
 */
public record Decision(double lambda, Cause cause, String reason, ControllerState next) {

    /** The rules, in the order in which they are asked. */
    public enum Cause {
        /** Lambda was set to 0 by hand, which switches the group off. */
        SWITCHED_OFF,
        /** Utility is below its floor. */
        UTILITY_FLOOR,
        /** The measurement is missing or makes no sense. */
        NO_MEASUREMENT,
        /** None of the window was sampled under the lambda in force. */
        STALE_WINDOW,
        /** The error is within the dead band. */
        ON_TARGET,
        /** Lambda would rise, but utility has not recovered. */
        UTILITY_RECOVERING,
        /** Lambda is at its bound. */
        AT_BOUND,
        /** Lambda follows the error. */
        STEERED
    }
}
