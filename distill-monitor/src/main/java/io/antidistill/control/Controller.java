package io.antidistill.control;

import io.antidistill.control.Decision.Cause;
import java.util.Locale;

/**
 * Steers lambda so that distillability comes to its target: log lambda moves by gain times error, limited per round and
 * by bounds. A pure function, safe to share between threads.
 *
 * <p>Lambda never moves against the sign of (distillability - target), with one exception: utility below its floor
 * brings lambda down whatever the distillability is. Whatever cannot be trusted holds lambda where it is.
 */
public record Controller(ControllerSettings settings) {

    /** Decides what lambda is after this measurement. Never throws for any measurement. */
    public Decision decide(ControllerState state, Measurement measured) {
        double lambda = state.lambda();
        if (lambda == 0) {
            return hold(state, Cause.SWITCHED_OFF, "lambda was set to 0 by hand; set it above 0 to resume");
        }
        boolean recovering = recovering(state, measured);
        if (belowFloor(measured)) {
            return backOff(lambda, measured);
        }
        double error = measured.distillability() - settings.target();
        if (!Double.isFinite(error)) {
            return hold(state.moving(), recovering, lambda, Cause.NO_MEASUREMENT, "distillability is not defined");
        }
        double fresh = measured.freshShare();
        if (!(fresh > 0 && fresh <= 1)) {
            return hold(
                    state.moving(),
                    recovering,
                    lambda,
                    Cause.STALE_WINDOW,
                    "no trace of the window was sampled under the lambda in force");
        }
        double band = state.moving() ? settings.innerBand() : settings.deadBand();
        if (Math.abs(error) <= band) {
            return hold(
                    false,
                    recovering,
                    lambda,
                    Cause.ON_TARGET,
                    text("%s is within %.2f of its target", shown(measured), band));
        }
        if (error > 0 && recovering) {
            return hold(
                    true,
                    true,
                    lambda,
                    Cause.UTILITY_RECOVERING,
                    text("%s, but utility has not recovered from its floor", shown(measured)));
        }
        return steer(lambda, error, fresh, recovering, shown(measured));
    }

    private Decision steer(double lambda, double error, double fresh, boolean recovering, String shown) {
        // Only the fresh part of the window answers to the present lambda, so only that part of the error is new.
        double step = clamp(settings.gain() * error * fresh, Math.log(settings.maxFactor()));
        double wanted = withinBounds(lambda * Math.exp(step), lambda);
        // Outside its bounds (set by hand) lambda may come back, but the bound must not turn the direction round.
        double after = error > 0 ? Math.max(lambda, wanted) : Math.min(lambda, wanted);
        String aim = error > 0 ? "above" : "below";
        if (after == lambda) {
            return hold(
                    true, recovering, lambda, Cause.AT_BOUND, text("%s is %s target, lambda at its bound", shown, aim));
        }
        return new Decision(
                after,
                Cause.STEERED,
                text("%s is %s target, lambda %s", shown, aim, error > 0 ? "up" : "down"),
                new ControllerState(after, true, recovering));
    }

    private Decision backOff(double lambda, Measurement measured) {
        double after = Math.min(lambda, Math.max(settings.lambdaMin(), lambda / settings.maxFactor()));
        String reason = text(
                "utility %.3f is below its floor %.3f, lambda %s",
                measured.utility().orElseThrow(),
                settings.utilityFloor(),
                after < lambda ? "down" : "already at its least");
        return new Decision(after, Cause.UTILITY_FLOOR, reason, new ControllerState(after, false, true));
    }

    private boolean belowFloor(Measurement measured) {
        // NaN compares false: an undefined utility is a missing one.
        return measured.utility().isPresent() && measured.utility().getAsDouble() < settings.utilityFloor();
    }

    private boolean recovering(ControllerState state, Measurement measured) {
        double enough = Math.min(1, settings.utilityFloor() + settings.utilityMargin());
        boolean recovered = measured.utility().isPresent() && measured.utility().getAsDouble() >= enough;
        return state.recovering() && !recovered;
    }

    private double withinBounds(double wanted, double lambda) {
        return Math.max(
                Math.min(settings.lambdaMin(), lambda), Math.min(Math.max(settings.lambdaMax(), lambda), wanted));
    }

    private String shown(Measurement measured) {
        return text("%s %.3f (target %.2f)", measured.figure(), measured.distillability(), settings.target());
    }

    private static double clamp(double value, double limit) {
        return Math.max(-limit, Math.min(limit, value));
    }

    private static Decision hold(ControllerState state, Cause cause, String reason) {
        return hold(state.moving(), state.recovering(), state.lambda(), cause, reason);
    }

    private static Decision hold(boolean moving, boolean recovering, double lambda, Cause cause, String reason) {
        return new Decision(lambda, cause, reason + ": lambda held", new ControllerState(lambda, moving, recovering));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
