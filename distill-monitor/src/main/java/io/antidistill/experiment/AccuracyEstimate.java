package io.antidistill.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Students' mean accuracy, or the difference of two, and how sure it is: seeds and problems are drawn with replacement again and again, and
 * the middle 95 % of the means are the interval. Few seeds, drawn so, differ less than new ones would: of three the interval is too narrow by
 * up to a fifth in what training and sampling leave to chance. Immutable.
 *
 * @param mean over seeds and problems
 * @param low lower end of the interval
 * @param high upper end
 */
public record AccuracyEstimate(double mean, double low, double high) {
    static final int DRAWS = 4000;

    private static final double LEVEL = 0.95;
    private static final long SEED = 20;

    /**
     * One arm's accuracy.
     *
     * @param marks for each seed, the marks of all problems
     */
    static AccuracyEstimate of(List<String> marks) {
        return of(marks.stream().map(AccuracyEstimate::numbers).toArray(double[][]::new));
    }

    /**
     * How much more accurate one arm's students are than another's. Each seed is compared with the same seed, and each problem with itself.
     *
     * @throws IllegalArgumentException if they differ in the numbers of seeds or problems
     */
    static AccuracyEstimate difference(List<String> arm, List<String> control) {
        if (arm.size() != control.size()) {
            throw new IllegalArgumentException("invalid value " + arm.size() + " and " + control.size()
                    + " for the numbers of seeds: both arms need the same");
        }
        double[][] differences = new double[arm.size()][];
        for (int seed = 0; seed < differences.length; seed++) {
            double[] ours = numbers(arm.get(seed));
            double[] theirs = numbers(control.get(seed));
            if (ours.length != theirs.length) {
                throw new IllegalArgumentException("invalid value " + ours.length + " and " + theirs.length
                        + " for the numbers of problems: both arms need the same");
            }
            differences[seed] = new double[ours.length];
            Arrays.setAll(differences[seed], problem -> ours[problem] - theirs[problem]);
        }
        return of(differences);
    }

    private static double[] numbers(String marks) {
        return marks.chars()
                .mapToDouble(mark -> mark == TradeoffRow.RIGHT ? 1 : 0)
                .toArray();
    }

    private static AccuracyEstimate of(double[][] figures) {
        double mean =
                Arrays.stream(figures).flatMapToDouble(Arrays::stream).average().orElseThrow();
        SplittableRandom random = new SplittableRandom(SEED);
        double[] drawn = new double[DRAWS];
        Arrays.setAll(drawn, draw -> drawn(figures, random));
        Arrays.sort(drawn);
        int tail = (int) Math.round(DRAWS * (1 - LEVEL) / 2);
        return new AccuracyEstimate(mean, drawn[tail], drawn[DRAWS - 1 - tail]);
    }

    /** All seeds answer the same problems, so they are drawn once for all of them. */
    private static double drawn(double[][] figures, SplittableRandom random) {
        int seeds = figures.length;
        int problems = figures[0].length;
        int[] drawnProblems = random.ints(problems, 0, problems).toArray();
        double sum = 0;
        for (int i = 0; i < seeds; i++) {
            double[] one = figures[random.nextInt(seeds)];
            for (int problem : drawnProblems) {
                sum += one[problem];
            }
        }
        return sum / ((double) seeds * problems);
    }
}
