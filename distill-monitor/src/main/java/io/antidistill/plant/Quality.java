package io.antidistill.plant;

import io.antidistill.control.ControllerSettings;
import io.antidistill.plant.Simulation.Round;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How well the controller did, over the last disturbance of a run: its beginning, or the change half-way. Errors are
 * those of the figure that is acted on, less its noise and delay, so that a bias which is meant does not count.
 *
 * @param settled rounds until the error stays within 0.1 in at least nine of ten rounds; the run's length if it never does
 * @param overshoot most by which distillability went beyond its target, coming from the other side
 * @param steady mean error of the last 20 rounds
 * @param lambda mean of the last 20 rounds
 * @param truth mean distillability of the last 20 rounds
 * @param utility least of the last 20 rounds
 * @param below longest run of rounds with a utility below its floor
 */
public record Quality(
        double settled, double overshoot, double steady, double lambda, double truth, double utility, double below) {
    private static final double NEAR = 0.1;
    private static final double OFTEN = 0.9;
    private static final int LAST = 20;

    static Quality of(Scenario scenario, List<Round> rounds, ControllerSettings law, double pessimism) {
        boolean changed = scenario.shift() != 1 || scenario.adaptive();
        List<Round> after = changed ? rounds.subList(Simulation.ROUNDS / 2, Simulation.ROUNDS) : rounds;
        double[] errors = after.stream()
                .mapToDouble(round -> round.truth() + pessimism * round.halfWidth() - law.target())
                .toArray();
        List<Round> last = rounds.subList(Simulation.ROUNDS - LAST, Simulation.ROUNDS);
        return new Quality(
                settled(errors),
                overshoot(errors),
                mean(last, round -> round.truth() + pessimism * round.halfWidth() - law.target()),
                mean(last, Round::lambda),
                mean(last, Round::truth),
                last.stream().mapToDouble(Round::utility).min().orElse(0),
                longestBelow(rounds, law.utilityFloor()));
    }

    /** The mean of several runs, figure by figure. */
    static Quality mean(List<Quality> all) {
        return new Quality(
                mean(all, Quality::settled),
                mean(all, Quality::overshoot),
                mean(all, Quality::steady),
                mean(all, Quality::lambda),
                mean(all, Quality::truth),
                mean(all, Quality::utility),
                mean(all, Quality::below));
    }

    private static int settled(double[] errors) {
        return IntStream.range(0, errors.length)
                .filter(from -> Math.abs(errors[from]) <= NEAR && near(errors, from) >= OFTEN)
                .findFirst()
                .orElse(errors.length);
    }

    private static double near(double[] errors, int from) {
        return IntStream.range(from, errors.length)
                        .filter(i -> Math.abs(errors[i]) <= NEAR)
                        .count()
                / (double) (errors.length - from);
    }

    private static double overshoot(double[] errors) {
        double side = Math.signum(errors[0]);
        double most = 0;
        for (double error : errors) {
            most = Math.max(most, -side * error);
        }
        return most;
    }

    private static int longestBelow(List<Round> rounds, double floor) {
        int longest = 0;
        int run = 0;
        for (Round round : rounds) {
            run = round.utility() < floor ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    private static <T> double mean(List<T> all, ToDoubleFunction<T> figure) {
        return all.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }
}
