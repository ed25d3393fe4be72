package io.antidistill.plant;

import io.antidistill.control.Controller;
import io.antidistill.control.ControllerSettings;
import io.antidistill.control.ControllerState;
import io.antidistill.control.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * The controller in a loop with a teacher and a thief who are made of measured curves. Pure: equal seeds give equal
 * rounds.
 *
 * @param response the curves
 * @param settings the controller's law
 * @param pessimism where between estimate (0) and upper end (1) of the interval the figure lies that is acted on
 */
public record Simulation(MeasuredResponse response, ControllerSettings settings, double pessimism) {
    /** Rounds of a run. */
    public static final int ROUNDS = 60;

    /** The plain thief, whom every response has. */
    private static final String PLAIN = "plain";

    private static final double CANARIES = 40;

    /**
     * One round.
     *
     * @param lambda under which it was sampled
     * @param truth distillability of lambda, without noise and delay
     * @param actedOn what the controller saw
     * @param halfWidth from the estimate to the end of its interval
     * @param utility of lambda, without noise
     */
    public record Round(double lambda, double truth, double actedOn, double halfWidth, double utility) {}

    /** Runs the loop through a scenario. */
    public List<Round> run(Scenario scenario, long seed) {
        Controller controller = new Controller(settings);
        Random random = new Random(seed);
        double standardError = response.standardError() * Math.sqrt((double) Scenario.HOLDOUT / scenario.holdout());
        double halfWidth = MeasuredResponse.ENDS * standardError;
        ControllerState state = ControllerState.at(scenario.start());
        List<Round> rounds = new ArrayList<>();
        double before = scenario.start();
        for (int i = 0; i < ROUNDS; i++) {
            double lambda = state.lambda();
            double truth = truth(scenario, lambda, i);
            double seen = (1 - scenario.stale()) * truth + scenario.stale() * truth(scenario, before, i);
            double actedOn = seen + standardError * random.nextGaussian() + pessimism * halfWidth;
            double utility = Math.max(0, response.utility(lambda) - scenario.lossPerLambda() * lambda);
            rounds.add(new Round(lambda, truth, actedOn, halfWidth, utility));
            Measurement measured = new Measurement(
                    "distillability's upper end",
                    actedOn,
                    1 - scenario.stale(),
                    OptionalDouble.of(canaries(utility, scenario, random)));
            state = controller.decide(state, measured).next();
            before = lambda;
        }
        return rounds;
    }

    private double truth(Scenario scenario, double lambda, int round) {
        double worth = Math.pow(scenario.drift(), round) * (round >= ROUNDS / 2 ? scenario.shift() : 1);
        boolean adapted = scenario.adaptive() && round >= ROUNDS / 2;
        double effective = lambda / worth;
        return response.distillability(adapted ? response.best(effective) : PLAIN, effective);
    }

    /** A share of so many canaries, where chance plays a part at all. */
    private static double canaries(double utility, Scenario scenario, Random random) {
        if (scenario.holdout() == Scenario.ENDLESS) {
            return utility;
        }
        int right = 0;
        for (int i = 0; i < CANARIES; i++) {
            right += random.nextDouble() < utility ? 1 : 0;
        }
        return right / CANARIES;
    }
}
