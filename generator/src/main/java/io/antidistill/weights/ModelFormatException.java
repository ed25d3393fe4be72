package io.antidistill.weights;

/** A model's file is missing, damaged or of a kind that is not supported. The message is one line that names the file and the remedy. */
public class ModelFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ModelFormatException(String message) {
        super(message);
    }

    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
