package io.antidistill.student;

/**
 * A learning rate that rises in a straight line over the warm-up and then falls along half a cosine to zero, one step after the last.
 *
 * @param peak the highest rate
 * @param steps all steps
 * @param warmupSteps the steps of the rise; the last of them has the peak
 */
record CosineSchedule(double peak, int steps, int warmupSteps) {
    static CosineSchedule of(TrainingSettings settings, int steps) {
        return new CosineSchedule(settings.learningRate(), steps, (int) Math.ceil(settings.warmupShare() * steps));
    }

    /** The rate of a step, counted from 1. */
    double rate(int step) {
        if (step <= warmupSteps) {
            return peak * step / warmupSteps;
        }
        double done = (double) (step - warmupSteps) / (steps - warmupSteps + 1);
        return peak * (1 + Math.cos(Math.PI * done)) / 2;
    }
}
