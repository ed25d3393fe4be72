package io.antidistill.weights;

/** Llama 3's stretch of the rotary angles: long waves are slowed by {@code factor}, short ones kept, those between blended. */
public record RopeScaling(double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalPositions) {

    public RopeScaling {
        if (!(factor >= 1) || !(lowFrequencyFactor > 0) || !(highFrequencyFactor > lowFrequencyFactor)) {
            throw new IllegalArgumentException(
                    "invalid value " + factor + ", " + lowFrequencyFactor + ", " + highFrequencyFactor
                            + " for rope_scaling: need factor >= 1 and 0 < low_freq_factor < high_freq_factor");
        }
        if (originalPositions < 1) {
            throw new IllegalArgumentException(
                    "invalid value " + originalPositions + " for original_max_position_embeddings: must be positive");
        }
    }

    double scale(double frequency) {
        double waves = originalPositions * frequency / (2 * Math.PI);
        double keep =
                Math.min(1, Math.max(0, (waves - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor)));
        return frequency * keep + frequency / factor * (1 - keep);
    }
}
