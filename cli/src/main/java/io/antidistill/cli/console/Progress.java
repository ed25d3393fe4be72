package io.antidistill.cli.console;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * How far a long command has come, on standard error: a bar on a terminal, otherwise a plain line per tenth. For one
 * thread at a time.
 */
public final class Progress implements AutoCloseable {
    private static final int LINES = 10;

    private final String task;
    private final long total;
    private final PrintStream err;
    private final ProgressBar bar;
    private long nextLine;

    private Progress(String task, long total, PrintStream err, ProgressBar bar) {
        this.task = task;
        this.total = total;
        this.err = err;
        this.bar = bar;
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
        return new Progress(task, total, System.err, bar);
    }

    /** Whether standard error is a terminal; the launcher says so, since Java 17 cannot tell. */
    public static boolean onTerminal() {
        return "bar".equals(System.getProperty("antidistill.progress"));
    }

    /** {@code done} of the total are finished. */
    public void at(long done) {
        if (bar != null) {
            bar.stepTo(done);
        } else if (done >= nextLine) {
            err.printf("%s: %d of %d%n", task, done, total);
            nextLine = Math.min(total, done + Math.max(1, total / LINES));
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
