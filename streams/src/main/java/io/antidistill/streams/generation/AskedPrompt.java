package io.antidistill.streams.generation;

import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.PromptEvent;
import java.util.Objects;

/**
 * What was asked, and on whose behalf. Must not be changed.
 *
 * @param event the prompt
 * @param probePurpose what the monitor wants of it; null for a customer's
 * @param probeGroup the λ group that the monitor measures; null for a customer's
 */
record AskedPrompt(PromptEvent event, ProbePurpose probePurpose, String probeGroup) {
    AskedPrompt {
        Objects.requireNonNull(event, "event");
    }
}
