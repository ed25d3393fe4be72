package io.antidistill.cli.console;

import java.io.PrintStream;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * How far a long command has come, on standard error: a bar on a terminal, otherwise a plain line per tenth. For one
 * thread at a time.
 */
public final class Progress implements AutoCloseable {
    private static final int LINES = 10;
    private static final double SHORT = 90;

    private final String task;
    private final long total;
    private final PrintStream err;
    private final ProgressBar bar;
    private final LongSupplier nanoTime;
    private long nextLine;
    private long first = -1;
    private long firstNanos;

    Progress(String task, long total, PrintStream err, ProgressBar bar, LongSupplier nanoTime) {
        this.task = task;
        this.total = total;
        this.err = err;
        this.bar = bar;
        this.nanoTime = nanoTime;
    }

    /**
     * Begins at 0.
     *
     * @param task what is being done, for people
     * @param total where it ends
     */
    public static Progress of(String task, long total) {
        ProgressBar bar = onTerminal()
                ? new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(250)
                        .continuousUpdate()
                        .build()
                : null;
        return new Progress(task, total, System.err, bar, System::nanoTime);
    }

    /** Whether standard error is a terminal; the launcher says so, since Java 17 cannot tell. */
    public static boolean onTerminal() {
        return "bar".equals(System.getProperty("antidistill.progress"));
    }

    /** {@code done} of the total are finished. */
    public void at(long done) {
        at(done, "");
    }

    /** As {@link #at(long)}. A bar shows the time left by itself; a line tells it as well. */
    public void at(long done, String doing) {
        if (first < 0) {
            first = done;
            firstNanos = nanoTime.getAsLong();
        }
        if (bar != null) {
            bar.stepTo(done);
            bar.setExtraMessage(doing);
        } else if (done >= nextLine) {
            err.println(line(done, doing));
            nextLine = Math.min(total, done + Math.max(1, total / LINES));
        }
    }

    private String line(long done, String doing) {
        String line = "%s: %d of %d".formatted(task, done, total);
        if (!doing.isEmpty()) {
            line += ", " + doing;
        }
        return done > first && done < total ? line + ", about " + left(done) + " left" : line;
    }

    /** At the pace so far. */
    private String left(long done) {
        double seconds = (nanoTime.getAsLong() - firstNanos) / 1e9 / (done - first) * (total - done);
        return seconds < SHORT ? Math.round(seconds) + " s" : Math.round(seconds / 60) + " min";
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
