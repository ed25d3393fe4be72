package io.antidistill.engine;

import io.antidistill.model.LanguageModel;
import io.antidistill.model.NumberType;
import io.antidistill.weights.ModelConfig;
import java.util.List;

/**
 * What the keys and values of one slot take, in the teacher's cache and the proxy's. Immutable.
 *
 * @param positions of the context, and one for padding
 * @param teacherBytes of one position
 * @param proxyBytes of one position; 0 without a proxy
 */
public record SlotMemory(int positions, long teacherBytes, long proxyBytes) {
    private static final int MOST_SLOTS = 256;

    /** @throws IllegalArgumentException for a number outside its range */
    public SlotMemory {
        Ranges.require(positions >= 2, positions, "positions", "a token of context and one for padding are the least");
        Ranges.require(teacherBytes >= 1, teacherBytes, "teacherBytes", "a key and a value take memory");
        Ranges.require(proxyBytes >= 0, proxyBytes, "proxyBytes", "it must be 0, for no proxy, or more");
    }

    /**
     * @param contextLength most tokens of prompt and answer together
     * @param proxies each with a cache of its own; none where nothing is protected
     * @param score how the poison score is computed: both ways keep two numbers for each of the proxy's, the finite difference always float32
     */
    public static SlotMemory of(
            int contextLength, LanguageModel teacher, List<LanguageModel> proxies, ScoreKind score) {
        long bytes = 0;
        for (LanguageModel proxy : proxies) {
            NumberType type = score == ScoreKind.FORWARD ? proxy.numberType() : NumberType.FP32;
            bytes += 2 * perPosition(proxy.config(), type);
        }
        return new SlotMemory(contextLength + 1, perPosition(teacher.config(), teacher.numberType()), bytes);
    }

    /** A key and a value for each layer and key head. */
    private static long perPosition(ModelConfig config, NumberType type) {
        return 2L * config.layers() * config.kvHeads() * config.headWidth() * type.bytes();
    }

    /** Bytes of one slot. */
    public long bytes() {
        return positions * (teacherBytes + proxyBytes);
    }

    /**
     * How many slots fit; at most 256, beyond which a step gains nothing from more.
     *
     * @throws IllegalArgumentException if not even one does, saying what it takes
     */
    public int slotsWithin(long budget) {
        Ranges.require(
                budget >= bytes(),
                budget + " bytes",
                "the cache's memory",
                "one slot takes %d: %d positions of %d bytes for the teacher and %d for the proxy; give more memory or shorten the context"
                        .formatted(bytes(), positions, teacherBytes, proxyBytes));
        return (int) Math.min(MOST_SLOTS, budget / bytes());
    }
}
