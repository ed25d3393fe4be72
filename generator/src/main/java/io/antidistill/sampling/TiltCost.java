package io.antidistill.sampling;

import java.util.ArrayList;
import java.util.List;

/**
 * What a tilt costs: the mean of KL(tilted ‖ plain) over the tokens of traces, in nats, truncated first. It grows with λ from 0 to a limit, at
 * which each token is the candidate of the highest score. Keeps the candidates of every token that has a choice. Not thread-safe.
 */
public final class TiltCost {
    private static final int BISECTIONS = 60;

    private record Choice(TokenDistribution plain, float[] score) {}

    private final List<Choice> choices = new ArrayList<>();
    private long tokens;
    private long kept;

    /** @param score of every token of {@code plain}, in its order */
    public void add(TokenDistribution plain, float[] score) {
        tokens++;
        if (plain.size() > 1) {
            choices.add(new Choice(plain, score));
            kept += plain.size();
        }
    }

    /** How many tokens have been added. */
    public long tokens() {
        return tokens;
    }

    /** How many candidates are kept in memory. */
    public long candidates() {
        return kept;
    }

    /** At this λ. */
    public double at(double lambda) {
        double sum = 0;
        for (Choice choice : choices) {
            double[] logP = choice.plain().logProbabilities();
            double[] logQ = choice.plain().tilted(choice.score(), lambda).logProbabilities();
            for (int i = 0; i < logQ.length; i++) {
                sum += Math.exp(logQ[i]) * (logQ[i] - logP[i]);
            }
        }
        return sum / tokens;
    }

    /** What it comes to where λ grows without bounds. */
    public double limit() {
        double sum = 0;
        for (Choice choice : choices) {
            float[] score = choice.score();
            float best = Float.NEGATIVE_INFINITY;
            for (float s : score) {
                best = Math.max(best, s);
            }
            double mass = 0;
            for (int i = 0; i < score.length; i++) {
                mass += score[i] == best ? Math.exp(choice.plain().logProbabilities()[i]) : 0;
            }
            sum -= Math.log(mass);
        }
        return sum / tokens;
    }

    /**
     * The λ at which the tilt costs so much.
     *
     * @param nats above 0 and below the limit
     */
    public double lambdaAt(double nats) {
        if (!(nats > 0 && nats < limit())) {
            throw new IllegalArgumentException("invalid value " + nats
                    + " for the cost: it must be above 0 and below the most that any lambda costs, " + limit());
        }
        double high = 1;
        while (at(high) < nats) {
            high *= 2;
        }
        double low = 0;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (at(middle) < nats) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
