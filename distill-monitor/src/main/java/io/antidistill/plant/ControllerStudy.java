package io.antidistill.plant;

import io.antidistill.control.ControllerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * The controller through all scenarios, other laws beside it, and what acting on the interval's upper end costs. Pure.
 *
 * @param response the curves that plant and thief are made of
 * @param settings the law that is judged
 * @param pessimism where between estimate and upper end the figure lies that is acted on
 */
public record ControllerStudy(MeasuredResponse response, ControllerSettings settings, double pessimism) {
    private static final int RUNS = 40;
    private static final double[][] GAINS = {{0.75, 0}, {1.5, 0}, {3, 0}, {6, 0}, {1.5, 0.75}, {1.5, 1.5}, {1.5, 3}};
    private static final int[] HOLDOUTS = {10, 20, 40, 80, 160};
    private static final double[] PESSIMISMS = {0, 0.5, 1};

    /** The mean over seeds. */
    public Quality judge(Scenario scenario) {
        Simulation simulation = new Simulation(response, settings, pessimism);
        return Quality.mean(LongStream.rangeClosed(1, RUNS)
                .mapToObj(seed -> Quality.of(scenario, simulation.run(scenario, seed), settings, pessimism))
                .toList());
    }

    /** The rounds of one run, for a plot. */
    public List<Simulation.Round> example(Scenario scenario) {
        return new Simulation(response, settings, pessimism).run(scenario, 1);
    }

    /** All three tables. */
    public String markdown() {
        return String.join("\n", scenarios(), laws(), pessimisms());
    }

    String scenarios() {
        List<String> lines = new ArrayList<>();
        lines.add("| scenario | settling, rounds | overshoot | steady error | lambda at the end | distillability"
                + " | least utility | longest below its floor, rounds |");
        lines.add("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (Scenario scenario : Scenario.all()) {
            Quality q = judge(scenario);
            lines.add(text(
                    "| %s | %s | %.2f | %+.2f | %.1f | %.2f | %.2f | %.1f |",
                    scenario.name(),
                    settled(q),
                    q.overshoot(),
                    q.steady(),
                    q.lambda(),
                    q.truth(),
                    q.utility(),
                    q.below()));
        }
        return String.join("\n", lines) + "\n";
    }

    String laws() {
        Scenario quiet = Scenario.quiet("", 0);
        Scenario noisy = quiet.noisy(Scenario.HOLDOUT).stale(0.5);
        Scenario shifted = quiet.noisy(Scenario.HOLDOUT).shift(3);
        List<String> lines = new ArrayList<>();
        lines.add("| gain | proportional | quiet: settling | overshoot | noise, stale: settling | overshoot"
                + " | change: settling | overshoot |");
        lines.add("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (double[] gains : GAINS) {
            ControllerStudy other = new ControllerStudy(response, settings.withGains(gains[0], gains[1]), pessimism);
            Quality atRest = other.judge(quiet);
            Quality shaken = other.judge(noisy);
            Quality changed = other.judge(shifted);
            lines.add(text(
                    "| %s | %s | %s | %.2f | %s | %.2f | %s | %.2f |",
                    gains[0],
                    gains[1],
                    settled(atRest),
                    atRest.overshoot(),
                    settled(shaken),
                    shaken.overshoot(),
                    settled(changed),
                    changed.overshoot()));
        }
        return String.join("\n", lines) + "\n";
    }

    String pessimisms() {
        List<String> lines = new ArrayList<>();
        lines.add("| holdout traces | half-width | pessimism | lambda | distillability | least utility |");
        lines.add("| ---: | ---: | ---: | ---: | ---: | ---: |");
        for (int holdout : HOLDOUTS) {
            Scenario scenario = Scenario.quiet("", 0).noisy(holdout);
            double halfWidth = example(scenario).get(0).halfWidth();
            for (double other : PESSIMISMS) {
                Quality q = new ControllerStudy(response, settings, other).judge(scenario);
                lines.add(text(
                        "| %d | %.2f | %s | %.1f | %.2f | %.2f |",
                        holdout, halfWidth, other, q.lambda(), q.truth(), q.utility()));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static String settled(Quality quality) {
        return text("%.1f", quality.settled());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
