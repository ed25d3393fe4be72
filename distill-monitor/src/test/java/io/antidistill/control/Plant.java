package io.antidistill.control;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/** A simulated teacher and thief: distillability falls along a logistic curve in log lambda, with noise and delay. */
final class Plant {
    private final double slope;
    private final double noise;
    private final Random random;
    private final Deque<Double> pipeline = new ArrayDeque<>();
    private double halfway;

    /** @param halfway lambda at which distillability is one half
     *  @param slope steepness per unit of log lambda; the curve's derivative at halfway is slope / 4
     *  @param delay rounds until a change of lambda is seen */
    Plant(double halfway, double slope, double noise, int delay, double lambda, long seed) {
        this.halfway = halfway;
        this.slope = slope;
        this.noise = noise;
        this.random = new Random(seed);
        for (int i = 0; i < delay; i++) {
            pipeline.add(lambda);
        }
    }

    double measure(double lambda) {
        pipeline.addLast(lambda);
        return distillability(pipeline.removeFirst()) + noise * random.nextGaussian();
    }

    double distillability(double lambda) {
        return 1 / (1 + Math.exp(slope * Math.log(lambda / halfway)));
    }

    void drift(double factor) {
        halfway *= factor;
    }
}
