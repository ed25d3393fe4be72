package io.antidistill.hub;

/** A model cannot be had from the hub. The message is one line that says why and what to do. */
public final class HubException extends RuntimeException {
    private static final long serialVersionUID = 1;

    HubException(String message) {
        super(message);
    }

    HubException(String message, Throwable cause) {
        super(message, cause);
    }
}
