package io.antidistill.registry;

/** The schema registry refuses the credentials, or there are none. Trying again does not help; nor does skipping. */
public class RegistryAuthenticationException extends RegistryUnreachableException {
    private static final long serialVersionUID = 1L;

    RegistryAuthenticationException(String message) {
        super(message);
    }
}
