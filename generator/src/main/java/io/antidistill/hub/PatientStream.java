package io.antidistill.hub;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A response's body that gives up when nothing comes for a while: Java's own time limit ends with the response's head, and a connection that has gone
 * quiet would be waited for without end. For one thread.
 */
final class PatientStream extends FilterInputStream {
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private final Duration patience;
    private volatile boolean over;

    PatientStream(InputStream body, Duration patience) {
        super(body);
        this.patience = patience;
    }

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "hub-patience");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true); // a large file has many alarms
        return clock;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Future<?> alarm = CLOCK.schedule(this::giveUp, patience.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return super.read(buffer, offset, length);
        } catch (IOException e) {
            throw over ? new IOException("nothing came for " + patience.toSeconds() + " s", e) : e;
        } finally {
            alarm.cancel(false);
        }
    }

    /** Closing the body is what wakes its reader. */
    private void giveUp() {
        over = true;
        try {
            close();
        } catch (IOException e) {
            // The reader hears of it.
        }
    }
}
