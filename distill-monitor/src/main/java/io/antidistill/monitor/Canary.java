package io.antidistill.monitor;

import java.time.Instant;
import java.util.OptionalDouble;

/**
 * A graded answer to a prompt with a known answer, sampled as customers' prompts are.
 *
 * @param promptId of the question
 * @param right whether the answer is
 * @param handedOverAt when lambda was fixed for it
 * @param commanded the group's lambda that its own came of; empty as long as its audit is not here
 */
record Canary(String promptId, boolean right, Instant handedOverAt, OptionalDouble commanded) {
    Canary under(OptionalDouble lambda) {
        return new Canary(promptId, right, handedOverAt, lambda);
    }
}
