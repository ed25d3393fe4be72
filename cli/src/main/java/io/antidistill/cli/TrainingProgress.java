package io.antidistill.cli;

import io.antidistill.cli.console.Progress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** How far several trainings are, on standard error: a bar for each on a terminal, otherwise a line every tenth, at least every hundred steps. Thread-safe. */
final class TrainingProgress implements AutoCloseable {
    private static final int MOST_STEPS_PER_LINE = 100;

    private final Map<String, Progress> bars = new HashMap<>();
    private final Map<String, Double> recentLoss = new HashMap<>();

    /** @param loss not a number where nothing is trained */
    synchronized void at(String what, int step, int steps, double loss) {
        if (Progress.onTerminal() || Double.isNaN(loss)) {
            bars.computeIfAbsent(what, name -> Progress.of(name, steps)).at(step);
            if (step == steps) {
                bars.remove(what).close();
            }
            return;
        }
        double mean = recentLoss.merge(what, loss, (old, now) -> 0.98 * old + 0.02 * now);
        if (step % Math.max(1, Math.min(MOST_STEPS_PER_LINE, steps / 10)) == 0 || step == steps) {
            System.err.printf(Locale.ROOT, "%s: step %d of %d, loss %.3f%n", what, step, steps, mean);
        }
    }

    @Override
    public synchronized void close() {
        bars.values().forEach(Progress::close);
        bars.clear();
    }
}
