package io.antidistill.cli.local;

/** The embedded broker or registry cannot start; the message says why in one line, and what to do. */
public final class LocalStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LocalStartException(String message) {
        super(message);
    }

    LocalStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
