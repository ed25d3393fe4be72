package io.antidistill.derivative;

/** From logits and their changes to changes of log-probabilities, row by row. */
final class LogitTangents {
    private LogitTangents() {}

    /** Turns ż into Δ = ż − Σ p ż in place. */
    static void centre(float[] logits, float[] tangents, int rows) {
        int vocabulary = logits.length / rows;
        for (int from = 0; from < logits.length; from += vocabulary) {
            double normaliser = logSumExp(logits, from, vocabulary);
            double mean = 0;
            for (int i = from; i < from + vocabulary; i++) {
                mean += Math.exp(logits[i] - normaliser) * tangents[i];
            }
            for (int i = from; i < from + vocabulary; i++) {
                tangents[i] = (float) (tangents[i] - mean);
            }
        }
    }

    /** [log p⁺ − log p⁻] / 2ε. */
    static float[] differenceOfLogProbabilities(float[] plus, float[] minus, int rows, double epsilon) {
        float[] score = new float[plus.length];
        int vocabulary = plus.length / rows;
        for (int from = 0; from < plus.length; from += vocabulary) {
            double shift = logSumExp(plus, from, vocabulary) - logSumExp(minus, from, vocabulary);
            for (int i = from; i < from + vocabulary; i++) {
                score[i] = (float) (((double) plus[i] - minus[i] - shift) / (2 * epsilon));
            }
        }
        return score;
    }

    /** [z⁺ − z⁻] / 2ε. */
    static float[] difference(float[] plus, float[] minus, double epsilon) {
        float[] score = new float[plus.length];
        for (int i = 0; i < score.length; i++) {
            score[i] = (float) (((double) plus[i] - minus[i]) / (2 * epsilon));
        }
        return score;
    }

    private static double logSumExp(float[] logits, int from, int count) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, logits[i]);
        }
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += Math.exp(logits[i] - largest);
        }
        return largest + Math.log(sum);
    }
}
