package io.antidistill.control;

import io.antidistill.control.Decision.Cause;
import java.util.Locale;

/**
 * Steers lambda so that distillability comes to its target: a PI controller of log lambda in velocity form, limited per
 * round and by bounds. A pure function, safe to share between threads.
 *
 * <p>Lambda never moves against the sign of (distillability - target), with one exception: utility below its floor
 * brings lambda down whatever the distillability is. Whatever cannot be trusted holds lambda where it is, and so does a
 * person who froze it.
 */
public record Controller(ControllerSettings settings) {

    /** Decides what lambda is after this measurement. Never throws for any measurement. */
    public Decision decide(ControllerState state, Measurement measured) {
        return switch (state.mode()) {
            case OFF -> hold(state, Cause.SWITCHED_OFF, "lambda was set to 0 by hand; set it above 0 to resume");
            case FROZEN -> frozen(state, automatic(state.automatic(), measured));
            case AUTOMATIC -> automatic(state, measured);
        };
    }

    private static Decision frozen(ControllerState state, Decision would) {
        String wish = would.lambda() == state.lambda()
                ? "it would be held anyway"
                : text("it would be %.4g otherwise", would.lambda());
        return new Decision(
                state.lambda(), Cause.FROZEN, "frozen by hand, lambda held; " + wish + ": " + would.reason(), state);
    }

    private Decision automatic(ControllerState state, Measurement measured) {
        ControllerState seen = state.withRecovering(recovering(state, measured));
        if (belowFloor(measured)) {
            return backOff(state.lambda(), measured);
        }
        double error = measured.distillability() - settings.target();
        if (!Double.isFinite(error)) {
            return hold(seen, Cause.NO_MEASUREMENT, "distillability is not defined");
        }
        double fresh = measured.freshShare();
        if (!(fresh > 0 && fresh <= 1)) {
            return hold(seen, Cause.STALE_WINDOW, "no trace of the window was sampled under the lambda in force");
        }
        ControllerState next = seen.withError(error);
        double band = state.moving() ? settings.innerBand() : settings.deadBand();
        if (Math.abs(error) <= band) {
            String reason = text("%s is within %.2f of its target", shown(measured), band);
            return hold(next.withMoving(false), Cause.ON_TARGET, reason);
        }
        if (error > 0 && seen.recovering()) {
            String reason = text("%s, but utility has not recovered from its floor", shown(measured));
            return hold(next.withMoving(true), Cause.UTILITY_RECOVERING, reason);
        }
        return steer(next.withMoving(true), new Step(settings, state, error, fresh), shown(measured));
    }

    private Decision steer(ControllerState next, Step step, String shown) {
        String aim = step.error() > 0 ? "above" : "below";
        double after = step.lambda();
        if (after == next.lambda()) {
            Cause cause = step.wanted() == 0 ? Cause.COMING_BACK : Cause.AT_BOUND;
            String why = step.wanted() == 0 ? "and coming back by itself" : "lambda at its bound";
            return hold(next, cause, text("%s is %s target, %s", shown, aim, why));
        }
        String reason =
                text("%s is %s target, lambda %s: %s", shown, aim, step.error() > 0 ? "up" : "down", step.inWords());
        return new Decision(after, Cause.STEERED, reason, next.withLambda(after));
    }

    private Decision backOff(double lambda, Measurement measured) {
        double after = Math.min(lambda, Math.max(settings.lambdaMin(), lambda / settings.maxFactor()));
        String reason = text(
                "utility %.3f is below its floor %.3f, lambda %s",
                measured.utility().orElseThrow(),
                settings.utilityFloor(),
                after < lambda ? text("down: %.4g -> %.4g", lambda, after) : "already at its least");
        return new Decision(
                after, Cause.UTILITY_FLOOR, reason, ControllerState.at(after).withRecovering(true));
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

    private String shown(Measurement measured) {
        return text("%s %.3f (target %.2f)", measured.figure(), measured.distillability(), settings.target());
    }

    private static Decision hold(ControllerState next, Cause cause, String reason) {
        return new Decision(next.lambda(), cause, reason + ": lambda held", next);
    }

    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
