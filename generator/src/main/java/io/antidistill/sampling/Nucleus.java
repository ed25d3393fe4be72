package io.antidistill.sampling;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Cuts a distribution over the whole vocabulary to its most probable tokens: sorted by probability, ties by smaller id, a
 * token is kept while the mass before it is below top-p.
 *
 * <p>Exact without sorting the vocabulary. Probabilities are added up in buckets, 32 to each halving of the largest; the cut lies in one of
 * them, and only within that one are tokens put in order. Not thread-safe: it keeps its scratch space from one token to the next.
 */
final class Nucleus {
    /** Leaves a probability's exponent and the first five bits behind the point. */
    private static final int SHIFT = 52 - 5;

    /** Where 2⁻⁴⁰ belongs; what is below shares the last bucket. */
    private static final int LEAST = (1023 - 40) << 5;

    private static final int BUCKETS = (1024 << 5) - LEAST;

    private final double[] weights; // probabilities as shares of the largest
    private final double[] masses = new double[BUCKETS];
    private final int[] kept;
    private final int[] heap;
    private final int[] everyToken;

    Nucleus(int vocabularySize) {
        weights = new double[vocabularySize];
        kept = new int[vocabularySize];
        heap = new int[vocabularySize];
        everyToken = new int[vocabularySize];
        Arrays.setAll(everyToken, v -> v);
    }

    /** The nucleus, in no order, of the distribution in which token v has log-probability {@code x[v]}, up to what all have in common. */
    TokenDistribution of(double[] x, double topP) {
        if (topP >= 1) {
            return possible(x);
        }
        double missing = topP * weigh(x);
        int cut = BUCKETS - 1;
        while (cut > 0 && masses[cut] < missing) {
            missing -= masses[cut--];
        }
        int above = 0;
        int size = 0;
        for (int token = 0; token < x.length; token++) {
            int bucket = bucket(weights[token]);
            kept[above] = token; // stays only if it is counted: a branch here would often be foreseen wrongly
            above += bucket > cut ? 1 : 0;
            heap[size] = token;
            size += bucket == cut ? 1 : 0;
        }
        return restrictedTo(above + mostProbable(size, missing, above), x);
    }

    /** All tokens, token v at place v. */
    TokenDistribution everything(double[] x) {
        return normalised(everyToken, x.clone());
    }

    /** The tokens that have any probability. */
    private TokenDistribution possible(double[] x) {
        int[] tokens = IntStream.range(0, x.length)
                .filter(token -> x[token] > Double.NEGATIVE_INFINITY)
                .toArray();
        if (tokens.length == x.length) {
            return everything(x);
        }
        return normalised(
                tokens, IntStream.of(tokens).mapToDouble(token -> x[token]).toArray());
    }

    /** Gives each token its weight and adds them up by bucket. Returns the sum of all. */
    private double weigh(double[] x) {
        Arrays.fill(masses, 0);
        double most = LogSoftmax.largest(x);
        double sum = 0;
        for (int token = 0; token < x.length; token++) {
            double weight = Exponential.of(x[token] - most);
            weights[token] = weight;
            masses[bucket(weight)] += weight;
            sum += weight;
        }
        return sum;
    }

    /** More probable tokens have higher buckets, or the same. */
    private static int bucket(double weight) {
        return Math.max(0, (int) (Double.doubleToRawLongBits(weight) >>> SHIFT) - LEAST);
    }

    /** Takes the most probable of the heap's first {@code size} tokens, until they have a mass, and keeps them from {@code place} on. Returns how many. */
    private int mostProbable(int size, double mass, int place) {
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i, size);
        }
        int taken = 0;
        for (double missing = mass; size > 0 && missing > 0; taken++) {
            missing -= weights[heap[0]];
            kept[place + taken] = heap[0];
            heap[0] = heap[--size];
            sink(0, size);
        }
        return taken;
    }

    private void sink(int at, int size) {
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
        return weights[a] > weights[b] || (weights[a] == weights[b] && a < b);
    }

    /** The first {@code count} of those kept. */
    private TokenDistribution restrictedTo(int count, double[] x) {
        int[] tokens = Arrays.copyOf(kept, count);
        double[] own = new double[count];
        for (int i = 0; i < count; i++) {
            own[i] = x[tokens[i]];
        }
        return normalised(tokens, own);
    }

    private static TokenDistribution normalised(int[] tokens, double[] x) {
        LogSoftmax.normalise(x);
        return new TokenDistribution(tokens, x);
    }
}
