package io.antidistill.experiment;

import java.util.List;

/**
 * What the teacher says to one prompt, plain and protected, with the same noise. Immutable.
 *
 * @param question the prompt
 * @param answer the right answer
 * @param plain unprotected
 * @param guarded protected
 */
public record ExamplePair(String question, String answer, Side plain, Side guarded) {

    /**
     * One of the two.
     *
     * @param pieces the text, token by token
     * @param right whether the answer is right
     * @param changedTokens draws that protection changed
     * @param klMean mean KL(protected || plain) per token, nats
     */
    public record Side(List<Piece> pieces, boolean right, int changedTokens, double klMean) {
        public Side {
            pieces = List.copyOf(pieces);
        }
    }

    /**
     * What one token adds to the text; together with the next where its bytes are no whole character.
     *
     * @param own whether the other side does not have it at this place
     */
    public record Piece(String text, boolean own) {}
}
