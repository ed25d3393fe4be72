package io.antidistill.cli.models;

import io.antidistill.engine.EngineConfig;
import io.antidistill.engine.ScoreKind;
import io.antidistill.engine.SlotMemory;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.NumberType;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.streams.generation.ModelIdentity;
import java.nio.file.Path;

/**
 * A teacher and, where there is protection, its proxy and the poison direction. Owns all three.
 *
 * @param proxy null without protection
 * @param direction null without protection
 */
public record LoadedModels(LanguageModel teacher, LanguageModel proxy, PoisonDirection direction)
        implements AutoCloseable {
    private static final int QUEUE_PER_SLOT = 2;
    private static final double UNUSED_EPSILON = 0.01;

    /**
     * Loads and checks that they belong together; what was loaded before an error is closed.
     *
     * @param typeOrNull what both models compute in; null for the type of each one's files
     */
    public static LoadedModels load(
            TorchRuntime runtime, Path teacherDirectory, Path proxyDirectory, Path poisonFile, NumberType typeOrNull) {
        LanguageModel teacher = null;
        LanguageModel proxy = null;
        try {
            teacher = LanguageModel.load(runtime, teacherDirectory, typeOrNull);
            if (proxyDirectory == null) {
                return new LoadedModels(teacher, null, null);
            }
            proxy = LanguageModel.load(runtime, proxyDirectory, typeOrNull);
            teacher.requireSameVocabulary(proxy);
            return new LoadedModels(teacher, proxy, PoisonDirection.load(runtime, poisonFile, proxy));
        } catch (RuntimeException e) {
            close(proxy);
            close(teacher);
            throw e;
        }
    }

    private static void close(LanguageModel model) {
        if (model != null) {
            model.close();
        }
    }

    @Override
    public void close() {
        if (direction != null) {
            direction.close();
        }
        close(proxy);
        close(teacher);
    }

    /**
     * An engine for these models, scoring in forward mode.
     *
     * @param slots requests at once
     * @param contextLength most tokens of prompt and answer, cut to what the teacher allows
     */
    public EngineConfig engineConfig(int slots, int contextLength) {
        int most = Math.min(contextLength, teacher.config().maxPositions());
        return new EngineConfig(slots, most, QUEUE_PER_SLOT * slots, ScoreKind.FORWARD, UNUSED_EPSILON);
    }

    /**
     * How many requests at once an engine's cache has room for.
     *
     * @param cacheMemory bytes
     * @param contextLength most tokens of prompt and answer, cut to what the teacher allows
     * @throws IllegalArgumentException if not even one fits, saying what it takes
     */
    public int slotsWithin(long cacheMemory, int contextLength, ScoreKind score) {
        int most = Math.min(contextLength, teacher.config().maxPositions());
        return SlotMemory.of(most, teacher, proxy, score).slotsWithin(cacheMemory);
    }

    /** What the audit records about these models. */
    public ModelIdentity identity() {
        return new ModelIdentity(
                teacher.name(),
                teacher.sha256(),
                proxy == null ? null : proxy.sha256(),
                direction == null ? null : direction.id(),
                direction == null ? "none" : "forward");
    }
}
