package io.antidistill.engine;

/**
 * What sampling one answer did and took. Counts and means over draws include the draw of the stop token.
 *
 * @param completionTokens tokens of the answer, without the stop token
 * @param changedTokens draws that protection changed
 * @param klMean mean of KL(protected ‖ plain) over the draws, nats
 * @param klMax its largest value
 * @param candidatesMean mean number of tokens that could have been drawn
 * @param singleCandidateTokens draws with one candidate, which protection cannot change
 * @param proxyPasses proxy passes that this request took part in
 * @param queueNanos time from the offer to a slot
 * @param generationNanos time from the slot to the end
 * @param tiltedTokens draws that were open to the tilt; the others were the plain teacher's by rule
 * @param answerForced whether the final answer had to be asked for
 */
public record GenerationStatistics(
        int completionTokens,
        int changedTokens,
        double klMean,
        double klMax,
        double candidatesMean,
        int singleCandidateTokens,
        int proxyPasses,
        long queueNanos,
        long generationNanos,
        int tiltedTokens,
        boolean answerForced) {}
