package io.antidistill.tests.leak;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How well two classes can be told apart: the area under the ROC curve of scores for rows that the classifier had not
 * seen, with its 95 % interval (Hanley and McNeil). One half is chance. Immutable.
 */
public record Separation(double auc, double low, double high) {
    private static final double Z = 1.96;

    /**
     * Of rows of features, as many of one class as of the other: learnt from every second pair, judged on the others.
     * Rows at the same place belong together, so where they answer the same question, a question tells nothing.
     */
    public static Separation of(List<double[]> first, List<double[]> second) {
        if (first.size() != second.size() || first.size() < 4) {
            throw new IllegalArgumentException("invalid value " + first.size() + " and " + second.size()
                    + " for the classes: they must be of one size, at least 4");
        }
        LogisticRegression model = LogisticRegression.fit(half(first, 0), half(second, 0));
        double[] firsts = model.scores(half(first, 1));
        return of(area(firsts, model.scores(half(second, 1))), firsts.length);
    }

    private static double[][] half(List<double[]> rows, int which) {
        return IntStream.range(0, rows.size())
                .filter(i -> i % 2 == which)
                .mapToObj(rows::get)
                .toArray(double[][]::new);
    }

    private static double area(double[] firsts, double[] seconds) {
        double wins = 0;
        for (double low : firsts) {
            for (double high : seconds) {
                wins += Math.abs(high - low) < 1e-9 ? 0.5 : high > low ? 1 : 0;
            }
        }
        return wins / (firsts.length * (double) seconds.length);
    }

    private static Separation of(double auc, int n) {
        double q1 = auc / (2 - auc);
        double q2 = 2 * auc * auc / (1 + auc);
        double variance =
                (auc * (1 - auc) + (n - 1) * (q1 - auc * auc) + (n - 1) * (q2 - auc * auc)) / ((double) n * n);
        double half = Z * Math.sqrt(Math.max(variance, 0));
        return new Separation(auc, auc - half, auc + half);
    }

    /** Whether the interval holds one half. */
    public boolean isChance() {
        return low <= 0.5 && 0.5 <= high;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", auc, low, high);
    }
}
