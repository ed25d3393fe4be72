package io.antidistill.streams;

import java.util.Collection;

/** Topics that the stream needs do not exist, or may not be seen. The message names them and the remedy. */
public final class MissingTopicsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingTopicsException(Collection<String> names) {
        super("missing topics " + String.join(", ", names)
                + ": create them, or check the topic prefix and this client's access rights");
    }
}
