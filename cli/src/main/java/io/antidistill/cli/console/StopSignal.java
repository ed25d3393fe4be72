package io.antidistill.cli.console;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C and the service manager's signal end a running service cleanly: the signal is heard by {@link #await},
 * and the process lives on until this is closed, or half a minute has passed. Thread-safe.
 */
public final class StopSignal implements AutoCloseable {
    private static final long CLEAN_UP_SECONDS = 30;

    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final PrintWriter err;
    private final Thread hook = new Thread(this::stopAndWait, "stop-on-signal");

    private StopSignal(PrintWriter err) {
        this.err = err;
    }

    /** Listens from now on. */
    public static StopSignal listen(PrintWriter err) {
        StopSignal signal = new StopSignal(err);
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    /** Waits for the signal for at most that long. Returns whether it has come. */
    public boolean await(long millis) throws InterruptedException {
        return stop.await(millis, TimeUnit.MILLISECONDS);
    }

    private void stopAndWait() {
        stop.countDown();
        try {
            if (!closed.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS)) {
                err.println("antidistill: could not stop cleanly in %d s; the next start makes up for it."
                        .formatted(CLEAN_UP_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything is cleaned up; the process may end. */
    @Override
    public void close() {
        closed.countDown();
        // After the signal the JVM is on its way down, and hooks can no longer be removed.
        if (stop.getCount() > 0) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
