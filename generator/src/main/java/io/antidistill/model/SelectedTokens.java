package io.antidistill.model;

import java.util.stream.IntStream;

/**
 * A completion of which only some tokens count.
 *
 * @param places where they stand among the example's tokens, in ascending order: at least one, none of them the prompt's
 */
public record SelectedTokens(CompletionExample example, int[] places) {
    public SelectedTokens {
        int before = example.promptLength() - 1;
        for (int place : places) {
            if (place <= before || place >= example.ids().length) {
                throw new IllegalArgumentException("invalid value " + place
                        + " for a place: places must ascend and lie within the completion, from "
                        + example.promptLength() + " to " + (example.ids().length - 1));
            }
            before = place;
        }
        if (places.length == 0) {
            throw new IllegalArgumentException("invalid value [] for places: at least one token must count");
        }
    }

    /** Every token of the completion counts. */
    public static SelectedTokens all(CompletionExample example) {
        return new SelectedTokens(
                example,
                IntStream.range(example.promptLength(), example.ids().length).toArray());
    }

    /** How many tokens count. */
    public int count() {
        return places.length;
    }
}
