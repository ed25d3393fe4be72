package io.antidistill.registry;

import org.apache.kafka.common.errors.SerializationException;

/**
 * The registry does not accept this program's schema for a subject, or does not have it and may not be given it.
 * Thrown when writing; trying again does not help.
 */
public class IncompatibleSchemaException extends SerializationException {
    private static final long serialVersionUID = 1L;

    IncompatibleSchemaException(String message) {
        super(message);
    }

    IncompatibleSchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
