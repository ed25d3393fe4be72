package io.antidistill.streams.generation;

import java.util.Objects;

/**
 * Which models answer, for the trace (the name) and the audit (all of it).
 *
 * @param name the teacher's name, as customers may see it
 * @param teacher SHA-256 of the teacher's weights
 * @param proxy SHA-256 of the proxy's weights, or null without a proxy
 * @param poisonDirection id of the poison direction, or null without one
 * @param score how the poison score is computed: forward, fd or none
 */
public record ModelIdentity(String name, String teacher, String proxy, String poisonDirection, String score) {
    public ModelIdentity {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(teacher, "teacher");
        Objects.requireNonNull(score, "score");
    }
}
