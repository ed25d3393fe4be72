package io.antidistill.guard;

import java.util.Objects;

/**
 * The texts that part an answer. Immutable.
 *
 * @param reasoningStart where reasoning begins; models whose prompt already ends with it never write it
 * @param reasoningEnd where it ends
 * @param answer where the final answer begins
 */
public record Markers(String reasoningStart, String reasoningEnd, String answer) {
    /** Most characters of a marker. */
    public static final int LONGEST = 100;

    /** As reasoning models write them, and the box of worked mathematics. */
    public static final Markers USUAL = new Markers("<think>", "</think>", "\\boxed{");

    /** @throws IllegalArgumentException for a marker that is empty or longer than 100 characters */
    public Markers {
        require(reasoningStart, "reasoningStart");
        require(reasoningEnd, "reasoningEnd");
        require(answer, "answerMarker");
    }

    private static void require(String marker, String name) {
        Objects.requireNonNull(marker, name);
        if (marker.isEmpty() || marker.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "invalid value '" + marker + "' for " + name + ": it must have 1 to " + LONGEST + " characters");
        }
    }
}
