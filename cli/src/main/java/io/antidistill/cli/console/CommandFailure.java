package io.antidistill.cli.console;

/** Ends a command with one line on standard error: what is wrong, and what to do about it. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /** A failure with exit code 1. */
    public CommandFailure(String message) {
        this(1, message);
    }

    /** A failure with exit code 1 and what led to it, which {@code --verbose} shows. */
    public CommandFailure(String message, Throwable cause) {
        this(1, message);
        initCause(cause);
    }

    /** A failure with its own exit code. */
    public CommandFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** What the process should end with. */
    public int exitCode() {
        return exitCode;
    }
}
