package io.antidistill.registry;

/** The record names a schema that the registry does not have: it was written with another registry, or is damaged. */
public final class UnknownSchemaException extends MalformedRecordException {
    private static final long serialVersionUID = 1L;

    UnknownSchemaException(String message) {
        super(message);
    }
}
