package io.antidistill.tests.leak;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Tells two classes apart by a weighted sum of features, fitted by Newton's method with a little ridge. Features are
 * standardised by what it was fitted on; one that does not vary has no weight. Immutable.
 */
final class LogisticRegression {
    private static final double RIDGE = 1;
    private static final int STEPS = 12;

    private final double[] means;
    private final double[] scales;
    private final double[] weights;

    private LogisticRegression(double[] means, double[] scales, double[] weights) {
        this.means = means;
        this.scales = scales;
        this.weights = weights;
    }

    static LogisticRegression fit(double[][] first, double[][] second) {
        double[][] features =
                Stream.concat(Arrays.stream(first), Arrays.stream(second)).toArray(double[][]::new);
        int width = features[0].length;
        double[] means = new double[width];
        double[] scales = new double[width];
        for (int j = 0; j < width; j++) {
            int column = j;
            double mean = Arrays.stream(features)
                    .mapToDouble(row -> row[column])
                    .average()
                    .orElseThrow();
            double variance = Arrays.stream(features)
                    .mapToDouble(row -> Math.pow(row[column] - mean, 2))
                    .average()
                    .orElseThrow();
            means[j] = mean;
            scales[j] = variance < 1e-18 * (1 + mean * mean) ? 0 : 1 / Math.sqrt(variance);
        }
        LogisticRegression model = new LogisticRegression(means, scales, new double[width + 1]);
        for (int step = 0; step < STEPS; step++) {
            model.improve(features, first.length);
        }
        return model;
    }

    /** One step of Newton's method. */
    private void improve(double[][] features, int firsts) {
        int width = weights.length;
        double[] gradient = new double[width];
        double[][] curvature = new double[width][width];
        for (int j = 1; j < width; j++) {
            gradient[j] = -RIDGE * weights[j];
            curvature[j][j] = RIDGE;
        }
        for (int i = 0; i < features.length; i++) {
            double[] x = standardised(features[i]);
            double p = 1 / (1 + Math.exp(-product(x)));
            for (int j = 0; j < width; j++) {
                gradient[j] += ((i >= firsts ? 1 : 0) - p) * x[j];
                for (int k = 0; k < width; k++) {
                    curvature[j][k] += p * (1 - p) * x[j] * x[k];
                }
            }
        }
        double[] change = solved(curvature, gradient);
        for (int j = 0; j < width; j++) {
            weights[j] += change[j];
        }
    }

    /** The log odds of the second class, row by row. */
    double[] scores(double[][] features) {
        return Arrays.stream(features)
                .mapToDouble(row -> product(standardised(row)))
                .toArray();
    }

    private double product(double[] x) {
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            sum += weights[j] * x[j];
        }
        return sum;
    }

    /** With a leading one, for the intercept. */
    private double[] standardised(double[] row) {
        double[] x = new double[row.length + 1];
        x[0] = 1;
        for (int j = 0; j < row.length; j++) {
            x[j + 1] = (row[j] - means[j]) * scales[j];
        }
        return x;
    }

    /** Gauss elimination; the matrix is symmetric and positive definite. */
    private static double[] solved(double[][] matrix, double[] right) {
        int n = right.length;
        double[] x = right.clone();
        double[][] m = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
        for (int pivot = 0; pivot < n; pivot++) {
            for (int row = pivot + 1; row < n; row++) {
                double factor = m[row][pivot] / m[pivot][pivot];
                for (int column = pivot; column < n; column++) {
                    m[row][column] -= factor * m[pivot][column];
                }
                x[row] -= factor * x[pivot];
            }
        }
        for (int row = n - 1; row >= 0; row--) {
            for (int column = row + 1; column < n; column++) {
                x[row] -= m[row][column] * x[column];
            }
            x[row] /= m[row][row];
        }
        return x;
    }
}
