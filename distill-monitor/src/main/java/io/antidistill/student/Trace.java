package io.antidistill.student;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A question and what a teacher answered: what a student learns from. Immutable; as JSON it is a line of a trace file, whose other fields do
 * not matter here.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Trace(String prompt, String text) {
    public Trace {
        if (prompt == null || prompt.isBlank()) {
            throw new IllegalArgumentException("invalid value '" + prompt + "' for prompt: a trace answers a question");
        }
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("invalid value '" + text + "' for text: there is nothing to learn from");
        }
    }
}
