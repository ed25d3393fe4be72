package io.antidistill.engine;

import io.antidistill.derivative.Combine;
import io.antidistill.derivative.FiniteDifference;
import io.antidistill.derivative.ForwardMode;
import io.antidistill.derivative.PoisonScore;
import io.antidistill.derivative.PoisonedProxies;
import io.antidistill.derivative.ScaledScore;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.OpenedSoFar;
import io.antidistill.model.TorchRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What an engine runs on. The suppliers are called on the engine's thread, so that it owns what they make.
 *
 * @param vocabularySize tokens that teacher and proxy share; what either says beyond them is padding
 * @param stopTokens the tokens that end an answer
 * @param teacher makes the teacher's rows: logits
 * @param scoreOrNull makes the proxy's rows: Δ; null where nothing can be protected
 * @param textOrNull the text of tokens; null where the teacher has no tokenizer
 * @param proxies how many of them score, one after the other
 * @param combine what is made of their scores where a request does not say
 */
record EngineModels(
        int vocabularySize,
        Set<Integer> stopTokens,
        Supplier<RowModel> teacher,
        Supplier<RowModel> scoreOrNull,
        Function<int[], String> textOrNull,
        int proxies,
        Combine combine) {

    /** With one proxy at most. */
    EngineModels(
            int vocabularySize,
            Set<Integer> stopTokens,
            Supplier<RowModel> teacher,
            Supplier<RowModel> scoreOrNull,
            Function<int[], String> textOrNull) {
        this(vocabularySize, stopTokens, teacher, scoreOrNull, textOrNull, 1, Combine.MEAN);
    }

    /** @throws RuntimeException saying what does not fit together */
    static EngineModels of(EngineConfig config, TorchRuntime runtime, LanguageModel teacher, PoisonedProxies proxies) {
        requirePositions(config, "teacher", teacher);
        return new EngineModels(
                teacher.vocabularySize(),
                Set.copyOf(teacher.stopTokenIds()),
                () -> new TeacherRows(teacher.servingDecoder(), config.slots(), config.contextLength()),
                proxies.members().isEmpty() ? null : score(config, runtime, teacher, proxies),
                teacher.hasTokenizer() ? teacher.tokenizer()::decode : null,
                proxies.members().size(),
                proxies.combine());
    }

    private static Supplier<RowModel> score(
            EngineConfig config, TorchRuntime runtime, LanguageModel teacher, PoisonedProxies proxies) {
        for (LanguageModel proxy : proxies.models()) {
            requirePositions(config, "proxy", proxy);
            teacher.requireSameVocabulary(proxy);
        }
        return () -> {
            try (OpenedSoFar opened = new OpenedSoFar()) {
                List<PoisonScore> scores = new ArrayList<>();
                for (PoisonedProxies.Member member : proxies.members()) {
                    scores.add(opened.add(ScaledScore.of(score(config, runtime, member), member.scale())));
                }
                return opened.all(new ScoreRows(scores, config.slots(), config.contextLength()));
            }
        };
    }

    private static PoisonScore score(EngineConfig config, TorchRuntime runtime, PoisonedProxies.Member member) {
        return switch (config.score()) {
            case FORWARD -> ForwardMode.of(runtime, member.proxy(), member.direction());
            case FINITE_DIFFERENCE ->
                FiniteDifference.of(runtime, member.proxy(), member.direction(), config.epsilon());
        };
    }

    private static void requirePositions(EngineConfig config, String role, LanguageModel model) {
        int positions = model.config().maxPositions();
        Ranges.require(
                config.contextLength() <= positions,
                config.contextLength(),
                "contextLength",
                "the " + role + " " + model.name() + " has " + positions + " positions");
    }

    boolean canProtect() {
        return scoreOrNull != null;
    }
}
