package io.antidistill.engine;

import io.antidistill.sampling.SamplingSettings;
import java.util.Objects;

/**
 * One prompt to answer. The answer depends on this record and the models alone, never on what else is running. Stop
 * tokens are the teacher's. Immutable: the array is copied and must not be written to.
 *
 * @param promptIds the prompt's tokens, at least one
 * @param sampling how to sample
 * @param seed of the draw's noise; the position in it is the number of tokens drawn before
 * @param maxNewTokens most tokens of the answer; cut to what the context has room for
 */
public record GenerationRequest(int[] promptIds, SamplingSettings sampling, long seed, int maxNewTokens) {

    /** @throws IllegalArgumentException for an empty prompt or no token to generate */
    public GenerationRequest {
        Objects.requireNonNull(sampling, "sampling");
        Ranges.require(promptIds.length > 0, "[]", "promptIds", "a prompt has at least one token");
        Ranges.require(maxNewTokens >= 1, maxNewTokens, "maxNewTokens", "an answer has at least one token");
        promptIds = promptIds.clone();
    }
}
