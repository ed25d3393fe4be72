package io.antidistill.cli.up;

import java.io.PrintWriter;

/** What the person sees: lines that stay, and on a terminal a last line that is overwritten. For one thread. */
final class Screen {
    private static final long PLAIN_INTERVAL_NANOS = 10_000_000_000L;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean terminal;
    private boolean statusShown;
    private long nextPlain = Long.MIN_VALUE;

    Screen(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** A line that stays. */
    void line(String text) {
        clear();
        out.println(text);
        out.flush();
    }

    /** The present state: overwritten on a terminal; elsewhere a plain line now and then. */
    void status(String text) {
        if (terminal) {
            out.print(ERASE_LINE + text);
            out.flush();
            statusShown = true;
        } else if (nextPlain == Long.MIN_VALUE || System.nanoTime() - nextPlain >= 0) {
            nextPlain = System.nanoTime() + PLAIN_INTERVAL_NANOS;
            line(text);
        }
    }

    /** Takes the status away. */
    void clear() {
        if (statusShown) {
            out.print(ERASE_LINE);
            out.flush();
            statusShown = false;
        }
    }
}
