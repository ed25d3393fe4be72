package io.antidistill.sampling;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Cuts a distribution over the whole vocabulary to its most probable tokens: sorted by probability, ties by smaller id, a
 * token is kept while the mass before it is below top-p.
 *
 * <p>Exact without sorting the vocabulary. With n tokens, the mass of a kept token and all after it is above 1 − top-p, and
 * none of those is more probable than it; so a kept token has more than (1 − top-p) / n, and only what has that much goes on a heap.
 * Not thread-safe: it keeps its scratch space from one token to the next.
 */
final class Nucleus {
    /** Far above what rounding can do to a sum of probabilities, far below any mass that matters. */
    private static final double ROUNDING = 1e-9;

    private final double[] probability;
    private final int[] heap;
    private final int[] everyToken;
    private int size;

    Nucleus(int vocabularySize) {
        probability = new double[vocabularySize];
        heap = new int[vocabularySize];
        everyToken = new int[vocabularySize];
        Arrays.setAll(everyToken, v -> v);
    }

    /** The nucleus of the distribution whose token v has log-probability {@code logProbabilities[v]}, most probable first. */
    TokenDistribution of(double[] logProbabilities, double topP) {
        if (topP >= 1) {
            return possible(logProbabilities);
        }
        heapTokensAbove(Math.log(Math.max(0, 1 - topP - ROUNDING) / logProbabilities.length), logProbabilities);
        int last = size;
        double mass = 0;
        while (size > 0 && mass < topP) {
            int token = heap[0];
            mass += probability[token];
            heap[0] = heap[--size];
            sink(0);
            heap[size] = token; // what is taken gathers behind the heap, latest first
        }
        return restrictedTo(size, last, logProbabilities);
    }

    /** The distribution as it is, token v at place v. */
    TokenDistribution everything(double[] logProbabilities) {
        return new TokenDistribution(everyToken, logProbabilities.clone());
    }

    /** The tokens that have any probability. */
    private TokenDistribution possible(double[] logProbabilities) {
        int[] tokens = IntStream.range(0, logProbabilities.length)
                .filter(token -> logProbabilities[token] > Double.NEGATIVE_INFINITY)
                .toArray();
        if (tokens.length == logProbabilities.length) {
            return everything(logProbabilities);
        }
        double[] x = IntStream.of(tokens)
                .mapToDouble(token -> logProbabilities[token])
                .toArray();
        return new TokenDistribution(tokens, x);
    }

    private void heapTokensAbove(double floor, double[] logProbabilities) {
        size = 0;
        for (int token = 0; token < logProbabilities.length; token++) {
            if (logProbabilities[token] > floor) {
                probability[token] = Math.exp(logProbabilities[token]);
                heap[size++] = token;
            }
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i);
        }
    }

    private void sink(int at) {
        int token = heap[at];
        for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && comesBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!comesBefore(heap[child], token)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = token;
    }

    private boolean comesBefore(int a, int b) {
        return probability[a] > probability[b] || (probability[a] == probability[b] && a < b);
    }

    private TokenDistribution restrictedTo(int first, int last, double[] logProbabilities) {
        int[] tokens = new int[last - first];
        double[] x = new double[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = heap[last - 1 - i];
            x[i] = logProbabilities[tokens[i]];
        }
        LogSoftmax.normalise(x);
        return new TokenDistribution(tokens, x);
    }
}
