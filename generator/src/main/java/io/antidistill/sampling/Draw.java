package io.antidistill.sampling;

/**
 * One token and what its protection did.
 *
 * @param token the token drawn
 * @param changed whether the same noise would have drawn another token at λ = 0
 * @param kl KL(protected ‖ plain) at this position, nats
 * @param candidates how many tokens could have been drawn
 */
public record Draw(int token, boolean changed, double kl, int candidates) {}
