package io.antidistill.registry;

import org.apache.kafka.common.errors.SerializationException;

/**
 * The bytes of one record cannot be read: not in the wire format, cut short, written with a schema that the registry
 * does not know or that cannot be turned into the reader's. Trying again does not help; other records are not affected.
 */
public class MalformedRecordException extends SerializationException {
    private static final long serialVersionUID = 1L;

    MalformedRecordException(String message) {
        super(message);
    }

    MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
