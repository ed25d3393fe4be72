package io.antidistill.cli.up;

import java.io.PrintWriter;

/** What the person sees: lines that stay, and on a terminal a last line that is overwritten. For one thread. */
final class Screen {
    private static final long PLAIN_INTERVAL_NANOS = 10_000_000_000L;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final int columns;
    private boolean statusShown;
    private long nextPlain = Long.MIN_VALUE;

    /** @param columns of the terminal; 0 where {@code out} is none */
    Screen(PrintWriter out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    /** On standard output; the launcher says whether that is a terminal, since Java 17 cannot tell. */
    static Screen on(PrintWriter out) {
        return new Screen(out, Integer.getInteger("antidistill.columns", 0));
    }

    /** A line that stays. */
    void line(String text) {
        clear();
        out.println(text);
        out.flush();
    }

    /** The present state: overwritten on a terminal; elsewhere a plain line now and then. */
    void status(String text) {
        if (columns > 0) {
            // A line that wraps could not be erased.
            out.print(ERASE_LINE + text.substring(0, Math.min(text.length(), columns - 1)));
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
