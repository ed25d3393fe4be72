package io.antidistill.engine;

/** Thrown where a caller waits for answers and one of them failed. */
public final class GenerationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient GenerationFailure failure;

    GenerationException(String message, GenerationFailure failure) {
        super(message);
        this.failure = failure;
    }

    /** Why. */
    public GenerationFailure failure() {
        return failure;
    }
}
