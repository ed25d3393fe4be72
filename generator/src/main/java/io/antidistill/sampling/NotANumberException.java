package io.antidistill.sampling;

/** A logit or a score that is NaN or infinite: nothing can be drawn from it. The message says which one. */
public final class NotANumberException extends ArithmeticException {
    private static final long serialVersionUID = 1L;

    NotANumberException(String what, int token, double value) {
        super(what + " of token " + token + " is " + value);
    }
}
