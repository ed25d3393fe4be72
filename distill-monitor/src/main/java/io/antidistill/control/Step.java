package io.antidistill.control;

/**
 * One step of log lambda, from what the error asks for to what the limits leave of it. Pure.
 *
 * @param state before the step
 * @param error distillability above its target
 * @param fresh share of the window that answers to the present lambda: only so much of the error is new
 */
record Step(ControllerSettings settings, ControllerState state, double error, double fresh) {

    /** What the error asks for, before any limit. */
    double wanted() {
        double change = Double.isNaN(state.error()) ? 0 : error - state.error();
        double asked = fresh * (settings.gain() * error + settings.proportional() * change);
        // An error that shrinks fast may stop lambda, but not turn it round.
        return asked * error > 0 ? asked : 0;
    }

    private double limited() {
        double most = Math.log(settings.maxFactor());
        return Math.max(-most, Math.min(most, wanted()));
    }

    /** Lambda after the step. */
    double lambda() {
        double before = state.lambda();
        if (before == 0) {
            return error > 0 ? settings.lambdaMin() : 0;
        }
        double unbounded = before * Math.exp(limited());
        // Outside its bounds (set by hand) lambda may come back, but the bound must not turn the direction round.
        double least = Math.min(settings.lambdaMin(), before);
        double most = Math.max(settings.lambdaMax(), before);
        double within = Math.max(least, Math.min(most, unbounded));
        return error > 0 ? Math.max(before, within) : Math.min(before, within);
    }

    /** The same rule by rule. */
    String inWords() {
        if (state.lambda() == 0) {
            return Controller.text("0 -> %.4g, the least that is commanded", lambda());
        }
        StringBuilder words = new StringBuilder(Controller.text("error %+.3f x gain %.3g", error, settings.gain()));
        if (settings.proportional() > 0 && !Double.isNaN(state.error())) {
            words.append(Controller.text(
                    " + change %+.3f x proportional %.3g", error - state.error(), settings.proportional()));
        }
        if (fresh < 1) {
            words.append(Controller.text(", of which %.0f %% is new,", 100 * fresh));
        }
        words.append(Controller.text(" asks for a factor of %.3g", Math.exp(wanted())));
        if (limited() != wanted()) {
            words.append(Controller.text(", a round allows %.3g", Math.exp(limited())));
        }
        if (Math.abs(lambda() - state.lambda() * Math.exp(limited())) > 1e-9 * lambda()) {
            words.append(Controller.text(
                    ", lambda is kept within %.4g and %.4g", settings.lambdaMin(), settings.lambdaMax()));
        }
        return words.append(Controller.text("; %.4g -> %.4g", state.lambda(), lambda()))
                .toString();
    }
}
