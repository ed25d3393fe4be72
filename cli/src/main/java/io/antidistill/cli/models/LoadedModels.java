package io.antidistill.cli.models;

import io.antidistill.derivative.PoisonedProxies;
import io.antidistill.engine.EngineConfig;
import io.antidistill.engine.GenerationEngine;
import io.antidistill.engine.ScoreKind;
import io.antidistill.engine.SlotMemory;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.NumberType;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.streams.generation.ModelIdentity;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A teacher and, where there is protection, its proxies with their poison directions. Owns them all.
 *
 * @param proxies none without protection
 */
public record LoadedModels(LanguageModel teacher, PoisonedProxies proxies) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedModels.class);

    private static final int QUEUE_PER_SLOT = 2;
    private static final double UNUSED_EPSILON = 0.01;

    /**
     * Loads and checks that they belong together; what was loaded before an error is closed.
     *
     * @param files which to load
     * @param typeOrNull what all models compute in; null for the type of each one's files
     */
    public static LoadedModels load(
            TorchRuntime runtime, Path teacherDirectory, ProxyFiles files, NumberType typeOrNull) {
        Deque<AutoCloseable> loaded = new ArrayDeque<>();
        try {
            LanguageModel teacher = LanguageModel.load(runtime, ModelDirectory.of(teacherDirectory), typeOrNull);
            loaded.push(teacher);
            List<PoisonedProxies.Member> members = new ArrayList<>();
            for (ProxyFiles.Pair pair : files.pairs()) {
                LanguageModel proxy = LanguageModel.load(runtime, ModelDirectory.of(pair.proxy()), typeOrNull);
                loaded.push(proxy);
                teacher.requireSameVocabulary(proxy);
                PoisonDirection direction = PoisonDirection.load(runtime, pair.poison(), proxy);
                loaded.push(direction);
                members.add(member(proxy, direction, files.scale()));
            }
            return new LoadedModels(teacher, new PoisonedProxies(members, files.combine()));
        } catch (RuntimeException e) {
            loaded.forEach(LoadedModels::close);
            throw e;
        }
    }

    private static PoisonedProxies.Member member(
            LanguageModel proxy, PoisonDirection direction, Optional<Double> scale) {
        if (scale.isPresent()) {
            return new PoisonedProxies.Member(proxy, direction, scale.get());
        }
        if (direction.metadata().scale().isEmpty()) {
            LOG.warn(
                    "The poison direction {} of proxy {} says no scale of its score, so 1 is taken and lambda is not worth what it is elsewhere."
                            + " Make it anew with antidistill poison --teacher, or give --score-scale.",
                    direction.id(),
                    proxy.name());
        }
        return new PoisonedProxies.Member(proxy, direction);
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            throw new IllegalStateException(e); // neither models nor directions throw any
        }
    }

    @Override
    public void close() {
        for (PoisonedProxies.Member member : proxies.members()) {
            member.direction().close();
            member.proxy().close();
        }
        teacher.close();
    }

    /** An engine on these models; close it before them. */
    public GenerationEngine start(EngineConfig config, TorchRuntime runtime) {
        return GenerationEngine.start(config, runtime, teacher, proxies);
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
        return SlotMemory.of(most, teacher, proxies.models(), score).slotsWithin(cacheMemory);
    }

    /** What the audit records about these models: of several proxies the hashes and the directions' ids in their order, joined by "+". */
    public ModelIdentity identity() {
        List<PoisonedProxies.Member> members = proxies.members();
        if (members.isEmpty()) {
            return new ModelIdentity(teacher.name(), teacher.sha256(), null, null, "none");
        }
        String combined = members.size() == 1
                ? ""
                : ", " + proxies.combine().name().toLowerCase(Locale.ROOT) + " of " + members.size();
        return new ModelIdentity(
                teacher.name(),
                teacher.sha256(),
                joined(members, member -> member.proxy().sha256()),
                joined(members, member -> member.direction().id()),
                "forward" + combined + scales(members));
    }

    private static String scales(List<PoisonedProxies.Member> members) {
        return members.stream().allMatch(member -> member.scale() == 1)
                ? ""
                : ", scale " + joined(members, member -> String.format(Locale.ROOT, "%.4g", member.scale()));
    }

    private static String joined(List<PoisonedProxies.Member> members, Function<PoisonedProxies.Member, String> text) {
        return members.stream().map(text).collect(Collectors.joining("+"));
    }
}
