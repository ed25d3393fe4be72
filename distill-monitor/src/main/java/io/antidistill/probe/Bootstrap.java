package io.antidistill.probe;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * How sure distillability is, given that the exam has so many questions and no more: the exam is drawn again and again
 * from its own questions, with replacement, for all three students together. A question that is hard for all of them
 * thus hardly widens the interval. What it does not show is how much another training would have differed. Pure.
 */
final class Bootstrap {
    /** Nine tenths: one chance in twenty that the truth lies above the upper end. */
    static final double LEVEL = 0.9;

    private static final int DRAWS = 1000;

    private Bootstrap() {}

    /**
     * The interval of (base - probe) / (base - clean), with the point estimate always inside.
     *
     * @param base each question's marks, nats or 1 for a right answer
     * @return empty where there are fewer than two questions, or where too many draws leave no yardstick
     * @throws IllegalArgumentException if the students did not sit the same exam
     */
    static Optional<Interval> interval(List<Double> base, List<Double> clean, List<Double> probe, long seed) {
        int questions = base.size();
        if (clean.size() != questions || probe.size() != questions) {
            throw new IllegalArgumentException("invalid value " + questions + ", " + clean.size() + ", " + probe.size()
                    + " for the numbers of questions: all students must sit the same exam");
        }
        double[] yardsticks = new double[questions];
        double[] learned = new double[questions];
        for (int i = 0; i < questions; i++) {
            yardsticks[i] = base.get(i) - clean.get(i);
            learned[i] = base.get(i) - probe.get(i);
        }
        double estimate =
                Arrays.stream(learned).sum() / Arrays.stream(yardsticks).sum();
        if (questions < 2 || !Double.isFinite(estimate)) {
            return Optional.empty();
        }
        double[] drawn =
                draws(yardsticks, learned, Math.signum(Arrays.stream(yardsticks).sum()), seed);
        int tail = (int) Math.round(DRAWS * (1 - LEVEL) / 2);
        double low = drawn[tail];
        double high = drawn[DRAWS - 1 - tail];
        return Double.isFinite(low) && Double.isFinite(high)
                ? Optional.of(new Interval(Math.min(low, estimate), Math.max(high, estimate)))
                : Optional.empty();
    }

    /** In ascending order; a draw without a yardstick says nothing, so it counts as the worst there could be. */
    private static double[] draws(double[] yardsticks, double[] learned, double sign, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] drawn = new double[DRAWS];
        for (int d = 0; d < DRAWS; d++) {
            double yardstick = 0;
            double gained = 0;
            for (int i = 0; i < yardsticks.length; i++) {
                int question = random.nextInt(yardsticks.length);
                yardstick += yardsticks[question];
                gained += learned[question];
            }
            drawn[d] = yardstick * sign > 0 ? gained / yardstick : Double.POSITIVE_INFINITY;
        }
        Arrays.sort(drawn);
        return drawn;
    }
}
