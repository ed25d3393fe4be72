package io.antidistill.monitor;

/** Another monitor of the same group publishes now. */
final class TakenOverException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    TakenOverException(String message, Throwable cause) {
        super(message, cause);
    }
}
