package io.antidistill.student;

/**
 * How a proxy is derived from a teacher. Immutable.
 *
 * @param layers how many of the teacher's layers are kept
 * @param samplesPerPrompt how many answers of the teacher's own to each prompt
 * @param tau temperature of those
 * @param topP nucleus of those
 * @param maxNewTokens most tokens of an answer
 * @param batch answers sampled at once
 * @param holdoutShare share of the prompts whose answers are not trained on, for the loss before and after; at least one
 * @param training how the proxy is trained on the answers; its seed is also the answers'
 * @param checkpointSteps how often the training's state is kept
 */
public record DerivationSettings(
        int layers,
        int samplesPerPrompt,
        double tau,
        double topP,
        int maxNewTokens,
        int batch,
        double holdoutShare,
        TrainingSettings training,
        int checkpointSteps) {

    /** @throws IllegalArgumentException for a number outside its range */
    public DerivationSettings {
        positive("layers", layers);
        positive("samplesPerPrompt", samplesPerPrompt);
        positive("maxNewTokens", maxNewTokens);
        positive("batch", batch);
        positive("checkpointSteps", checkpointSteps);
        if (!(holdoutShare > 0 && holdoutShare < 1)) {
            throw new IllegalArgumentException(
                    "invalid value " + holdoutShare + " for holdoutShare: must be above 0 and below 1");
        }
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("invalid value " + value + " for " + name + ": must be positive");
        }
    }
}
