package io.antidistill.sampling;

/** log softmax in double precision. */
final class LogSoftmax {
    private LogSoftmax() {}

    /** Subtracts log Σ exp(x) from every x. */
    static void normalise(double[] x) {
        double max = largest(x);
        double sum = 0;
        for (double value : x) {
            sum += Exponential.of(value - max);
        }
        double logSum = max + Math.log(sum);
        for (int i = 0; i < x.length; i++) {
            x[i] -= logSum;
        }
    }

    static double largest(double[] x) {
        double max = Double.NEGATIVE_INFINITY;
        for (double value : x) {
            max = Math.max(max, value);
        }
        return max;
    }
}
