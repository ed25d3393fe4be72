package io.antidistill.control;

/**
 * What the controller commands after one round.
 *
 * @param lambda the lambda from now on; equal to the lambda before where the controller holds
 * @param cause which rule decided
 * @param reason the same for people, rule by rule
 * @param next the state for the next round
 */
public record Decision(double lambda, Cause cause, String reason, ControllerState next) {

    /** The rules, in the order in which they are asked. */
    public enum Cause {
        /** Lambda was set to 0 by hand, which switches the group off. */
        SWITCHED_OFF,
        /** A person froze lambda. */
        FROZEN,
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
        /** Distillability comes back to its target so fast that no step is asked for. */
        COMING_BACK,
        /** Lambda is at its bound. */
        AT_BOUND,
        /** Lambda follows the error. */
        STEERED
    }
}
