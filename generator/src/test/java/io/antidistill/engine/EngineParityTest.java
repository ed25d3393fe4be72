package io.antidistill.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.antidistill.derivative.ForwardMode;
import io.antidistill.derivative.PoisonScore;
import io.antidistill.model.Golden;
import io.antidistill.model.LanguageModel;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.poison.PoisonDirectionBuilder;
import io.antidistill.sampling.Sampler;
import io.antidistill.sampling.SamplingSettings;
import io.antidistill.sampling.Truncation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine on real decoders against whole passes over one sequence at a time, in float32. */
class EngineParityTest extends GoldenPair {
    private static final int CONTEXT = 48;
    private static final int VOCABULARY = 160;

    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void coldestTemperatureGivesTheGreedyTokens(Golden golden) {
        try (LanguageModel model = golden.load(runtime);
                GenerationEngine engine = GenerationEngine.start(config(2), runtime, model, null, null)) {
            int[] prompt = Arrays.copyOf(golden.greedy(), Golden.PROMPT_LENGTH);
            int[] expected = IntStream.of(golden.greedy())
                    .skip(Golden.PROMPT_LENGTH)
                    .takeWhile(token -> !model.stopTokenIds().contains(token))
                    .toArray();
            GenerationRequest request =
                    new GenerationRequest(prompt, SamplingSettings.plain(1e-6, 1), 1, expected.length);
            assertThat(engine.generateAll(List.of(request), done -> {}).get(0).tokenIds())
                    .isNotEmpty()
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 256", "8, 256", "8, 5", "3, 1"})
    void batchedEqualsSingleTokenForToken(int slots, int prefillChunk) {
        List<GenerationRequest> requests = Requests.random(24, VOCABULARY, 20, 25, 4);
        EngineConfig config = config(slots).withPrefillChunk(prefillChunk);
        try (GenerationEngine engine = GenerationEngine.start(config, runtime, teacher, proxy, direction);
                PoisonScore score = ForwardMode.of(runtime, proxy, direction)) {
            List<GenerationResult> results = engine.generateAll(requests, done -> {});
            assertThat(results)
                    .anySatisfy(result ->
                            assertThat(result.statistics().changedTokens()).isPositive());
            for (int i = 0; i < requests.size(); i++) {
                int[] expected = Requests.alone(
                        requests.get(i),
                        VOCABULARY,
                        CONTEXT,
                        teacher.stopTokenIds(),
                        EngineParityTest::logitsAfter,
                        tokens -> scoreAfter(score, tokens));
                assertThat(results.get(i).tokenIds())
                        .as("request %d: %s", i, requests.get(i).sampling())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void lambdaZeroAndAVanishingLambdaGiveTheSameTokens() {
        List<GenerationRequest> requests = Requests.random(16, VOCABULARY, 15, 25, 5);
        try (GenerationEngine engine = GenerationEngine.start(config(8), runtime, teacher, proxy, direction)) {
            List<GenerationResult> skipped = engine.generateAll(withLambda(requests, 0), done -> {});
            List<GenerationResult> computed = engine.generateAll(withLambda(requests, 1e-9), done -> {});
            assertThat(computed)
                    .extracting(GenerationResult::tokenIds)
                    .containsExactlyElementsOf(
                            skipped.stream().map(GenerationResult::tokenIds).toList());
            assertThat(skipped)
                    .allSatisfy(result ->
                            assertThat(result.statistics().proxyPasses()).isZero());
            assertThat(computed)
                    .anySatisfy(result ->
                            assertThat(result.statistics().proxyPasses()).isPositive());
        }
    }

    @Test
    void forwardModeAndFiniteDifferenceGiveNearlyTheSameDivergence() {
        SamplingSettings strong =
                new SamplingSettings(Sampler.ANTIDISTILLATION, 2, 0.9, 0.95, Truncation.TRUNCATE_THEN_TILT);
        List<GenerationRequest> requests = IntStream.range(0, 16)
                .mapToObj(i -> new GenerationRequest(new int[] {3, 10 + i, 20 + i}, strong, i, 1))
                .toList();
        EngineConfig forward = config(8);
        EngineConfig difference = new EngineConfig(8, CONTEXT, 4, ScoreKind.FINITE_DIFFERENCE, 1e-3);
        try (GenerationEngine exact = GenerationEngine.start(forward, runtime, teacher, proxy, direction);
                GenerationEngine approximate = GenerationEngine.start(difference, runtime, teacher, proxy, direction)) {
            List<GenerationResult> a = exact.generateAll(requests, done -> {});
            List<GenerationResult> b = approximate.generateAll(requests, done -> {});
            for (int i = 0; i < requests.size(); i++) {
                double kl = a.get(i).statistics().klMean();
                assertThat(kl).isPositive();
                assertThat(b.get(i).statistics().klMean()).isCloseTo(kl, within(0.01 * kl));
            }
        }
    }

    @Test
    void refusesModelsThatDoNotFitTogether() {
        EngineConfig tooLong = new EngineConfig(1, 100_000, 1, ScoreKind.FORWARD, 0);
        assertThatThrownBy(() -> GenerationEngine.start(tooLong, runtime, teacher, proxy, direction))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("invalid value 100000 for contextLength: the teacher llama-teacher has 256");
        try (LanguageModel other = Golden.of("qwen3-headdim").load(runtime)) {
            assertThatThrownBy(() -> GenerationEngine.start(config(1), runtime, teacher, other, direction))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("was made for other weights than those of proxy qwen3-headdim");
        }
    }

    @Test
    void aDirectionThatIsNoNumberFailsClosed() {
        try (LanguageModel broken = Golden.of("qwen2-proxy").load(runtime);
                PoisonDirection poisoned = PoisonDirectionBuilder.build(
                        runtime, broken, Golden.of("qwen2-proxy").examples(), done -> {})) {
            poisoned.tensors().get("model.norm.weight").muli(Float.NaN);
            try (GenerationEngine engine = GenerationEngine.start(config(2), runtime, teacher, broken, poisoned)) {
                Recorder protectedOne = new Recorder();
                Recorder plain = new Recorder();
                assertThat(engine.offer(Requests.request(2, 10, 4, 5), protectedOne))
                        .isPresent();
                assertThat(engine.offer(Requests.request(0, 10, 4, 5), plain)).isPresent();
                assertThat(protectedOne.failure().reason()).isEqualTo(GenerationFailure.Reason.NOT_A_NUMBER);
                assertThat(plain.result().tokenIds()).isNotEmpty();
                assertThat(engine.healthy()).isTrue();
            }
        }
    }

    /** The long companion makes attention look, under its mask, at slots that the short request has not written. */
    @Test
    void aRowThatHeldNoNumbersServesTheNextRequest() {
        GenerationRequest companion =
                Requests.request(0, 25, IntStream.range(10, 30).toArray());
        GenerationRequest bad = Requests.request(0, 10, 4, 5, 6, 4, 5, 6, 7);
        GenerationRequest good = Requests.request(0, 10, 4, 5);
        try (LanguageModel broken = Golden.of("llama-teacher").load(runtime);
                GenerationEngine engine = GenerationEngine.start(config(2), runtime, broken, null, null)) {
            broken.parameters().get("model.embed_tokens.weight").get(7).muli(Float.NaN);
            Recorder[] recorders = {new Recorder(), new Recorder(), new Recorder()};
            assertThat(engine.offer(companion, recorders[0])).isPresent();
            assertThat(engine.offer(bad, recorders[1])).isPresent();
            assertThat(engine.offer(good, recorders[2])).isPresent();
            assertThat(recorders[1].failure().reason()).isEqualTo(GenerationFailure.Reason.NOT_A_NUMBER);
            assertThat(recorders[2].result().tokenIds()).isNotEmpty().isEqualTo(plainAlone(good));
            assertThat(recorders[0].result().tokenIds()).hasSizeGreaterThan(10).isEqualTo(plainAlone(companion));
        }
    }

    private static int[] plainAlone(GenerationRequest request) {
        return Requests.alone(
                request, VOCABULARY, CONTEXT, teacher.stopTokenIds(), EngineParityTest::logitsAfter, tokens -> null);
    }

    private static List<GenerationRequest> withLambda(List<GenerationRequest> requests, double lambda) {
        return requests.stream().map(request -> Requests.with(request, lambda)).toList();
    }

    private static EngineConfig config(int slots) {
        return new EngineConfig(slots, CONTEXT, 4, ScoreKind.FORWARD, 0);
    }

    private static float[] logitsAfter(int[] tokens) {
        try (NDManager manager = runtime.newManager()) {
            float[] all =
                    teacher.decoder().logits(manager, new int[][] {tokens}).toFloatArray();
            return Arrays.copyOfRange(all, all.length - VOCABULARY, all.length);
        }
    }

    private static float[] scoreAfter(PoisonScore score, int[] tokens) {
        score.newCache(1, CONTEXT);
        return score.step(0, new int[][] {tokens}, new int[] {0}, null)[1];
    }
}
