package io.antidistill.registry;

import org.apache.kafka.common.errors.SerializationException;

/**
 * No schema registry gave a usable answer in time. Says nothing about the record at hand: do not skip it, stop or try
 * again.
 */
public class RegistryUnreachableException extends SerializationException {
    private static final long serialVersionUID = 1L;

    RegistryUnreachableException(String message) {
        super(message);
    }

    RegistryUnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
