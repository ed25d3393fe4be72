package io.antidistill.derivative;

import static io.antidistill.model.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.antidistill.engine.EngineConfig;
import io.antidistill.engine.GenerationEngine;
import io.antidistill.engine.GenerationRequest;
import io.antidistill.engine.GenerationResult;
import io.antidistill.engine.ScoreKind;
import io.antidistill.model.Golden;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.poison.PoisonDirectionBuilder;
import io.antidistill.sampling.Sampler;
import io.antidistill.sampling.SamplingSettings;
import io.antidistill.sampling.Truncation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EnsembleTest {
    private static final int VOCABULARY = 160;
    private static final int[][] CANDIDATES = {{3, 77, 159, 12}, {0, 1}};

    private static TorchRuntime runtime;
    private static LanguageModel first;
    private static LanguageModel second;
    private static PoisonDirection ofFirst;
    private static PoisonDirection ofSecond;
    private static int[][] tokens;

    @BeforeAll
    static void open() {
        runtime = TorchRuntime.open();
        first = Golden.of("qwen2-proxy").load(runtime);
        second = Golden.of("llama-teacher").load(runtime);
        ofFirst = direction(first, "qwen2-proxy");
        ofSecond = direction(second, "llama-teacher");
        tokens = Golden.of("qwen2-proxy").tokens();
    }

    @AfterAll
    static void close() {
        ofFirst.close();
        ofSecond.close();
        first.close();
        second.close();
        runtime.close();
    }

    @ParameterizedTest
    @EnumSource(Combine.class)
    void isTheMeanOrTheSmallestOfItsMembers(Combine combine) {
        float[] a = scores(one(first, ofFirst), null);
        float[] b = scores(one(second, ofSecond), null);
        float[] expected = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            expected[i] = combine == Combine.MEAN ? (a[i] + b[i]) / 2 : Math.min(a[i], b[i]);
        }
        assertClose("ensemble", scores(both(combine), null), expected);
    }

    /** What cancels in a softmax over the candidates may differ, nothing else. */
    @ParameterizedTest
    @EnumSource(Combine.class)
    void candidatesDifferFromTheWholeVocabularyByOneNumberForEachRow(Combine combine) {
        float[] whole = scores(both(combine), null);
        float[] few = scores(both(combine), CANDIDATES);
        assertThat(few).hasSize(8);
        for (int b = 0; b < 2; b++) {
            double shift = few[b * 4] - whole[b * VOCABULARY + CANDIDATES[b][0]];
            for (int m = 1; m < CANDIDATES[b].length; m++) {
                double other = few[b * 4 + m] - whole[b * VOCABULARY + CANDIDATES[b][m]];
                assertThat(other).isCloseTo(shift, within(1e-4));
            }
        }
    }

    @Test
    void movedRowsMoveInEveryMember() {
        try (PoisonScore ensemble = both(Combine.MEAN)) {
            int[] row = tokens[1];
            ensemble.newCache(2, 24);
            ensemble.step(0, new int[][] {{5, 6}, Arrays.copyOf(row, 10)}, new int[2], null);
            float[] stayed = ensemble.step(1, new int[][] {{row[10]}}, new int[] {10}, null)[1];
            ensemble.moveRow(1, 0);

            assertClose("moved", ensemble.step(0, new int[][] {{row[10]}}, new int[] {10}, null)[1], stayed);
        }
    }

    /** A member that fails must not be outvoted. */
    @ParameterizedTest
    @CsvSource({"MEAN, NaN", "MEAN, Infinity", "WORST, NaN", "WORST, Infinity", "WORST, -Infinity"})
    void aNumberThatIsNoneComesThrough(Combine combine, float none) {
        float[] broken = new float[2 * VOCABULARY];
        broken[7] = none;
        float[] scores = scores(Ensemble.of(List.of(one(first, ofFirst), saying(broken)), combine), null);
        assertThat(scores[7]).matches(score -> !Float.isFinite(score));
        assertThat(scores[8]).isFinite();
    }

    @ParameterizedTest
    @EnumSource(Combine.class)
    void membersMayBePaddedToDifferentSizes(Combine combine) {
        PoisonScore ensemble = Ensemble.of(List.of(saying(1, 2, 3, 9, 4, 5, 6, 9), saying(3, 2, 1, 6, 5, 4)), combine);
        assertThat(scores(ensemble, null))
                .containsExactly(
                        combine == Combine.MEAN ? new float[] {2, 2, 2, 5, 5, 5} : new float[] {1, 2, 1, 4, 5, 4});
    }

    /** Always the same numbers. */
    private static PoisonScore saying(float... numbers) {
        return new PoisonScore() {
            @Override
            public void newCache(int rows, int slots) {}

            @Override
            public float[][] step(int firstRow, int[][] fed, int[] starts, int[][] candidatesOrNull) {
                return new float[][] {numbers, numbers};
            }

            @Override
            public void moveRow(int from, int to) {}

            @Override
            public void clearRow(int row) {}

            @Override
            public void close() {}
        };
    }

    /** The same proxy twice is that proxy. */
    @ParameterizedTest
    @EnumSource(Combine.class)
    void anEngineDrawsByTheEnsemble(Combine combine) {
        PoisonedProxies.Member member = new PoisonedProxies.Member(first, ofFirst);
        List<int[]> alone = answers(new PoisonedProxies(List.of(member), combine));
        assertThat(answers(new PoisonedProxies(List.of(member, member), combine)))
                .containsExactlyElementsOf(alone);
        assertThat(answers(new PoisonedProxies(List.of(member, new PoisonedProxies.Member(second, ofSecond)), combine)))
                .isNotEqualTo(alone);
    }

    /** Half the score at twice λ is the same tilt. */
    @Test
    void aMembersScaleIsAFactorOnLambda() {
        PoisonedProxies halved =
                new PoisonedProxies(List.of(new PoisonedProxies.Member(first, ofFirst, 0.5)), Combine.MEAN);
        PoisonedProxies whole =
                new PoisonedProxies(List.of(new PoisonedProxies.Member(first, ofFirst, 1)), Combine.MEAN);
        assertThat(answers(halved, 4))
                .containsExactlyElementsOf(answers(whole, 2))
                .isNotEqualTo(answers(whole, 4));
    }

    @Test
    void aDirectionOfAnotherProxyIsRefused() {
        assertThatThrownBy(() -> new PoisonedProxies.Member(first, ofSecond))
                .hasMessageContaining("made for other weights")
                .hasMessageContaining("antidistill poison");
    }

    private static List<int[]> answers(PoisonedProxies proxies) {
        return answers(proxies, 2);
    }

    private static List<int[]> answers(PoisonedProxies proxies, double lambda) {
        EngineConfig config = new EngineConfig(4, 40, 8, ScoreKind.FORWARD, 0.01);
        SamplingSettings settings =
                new SamplingSettings(Sampler.ANTIDISTILLATION, lambda, 1, 0.9, Truncation.TRUNCATE_THEN_TILT);
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            requests.add(new GenerationRequest(new int[] {5 + i, 9, 30}, settings, i, 12));
        }
        try (GenerationEngine engine = GenerationEngine.start(config, runtime, second, proxies)) {
            return engine.generateAll(requests, done -> {}).stream()
                    .map(GenerationResult::tokenIds)
                    .toList();
        }
    }

    private static float[] scores(PoisonScore owned, int[][] candidatesOrNull) {
        try (owned) {
            owned.newCache(2, 24);
            return owned.step(0, tokens, new int[2], candidatesOrNull)[1];
        }
    }

    private static PoisonScore one(LanguageModel proxy, PoisonDirection direction) {
        return ForwardMode.of(runtime, proxy, direction);
    }

    private static PoisonScore both(Combine combine) {
        return Ensemble.of(List.of(one(first, ofFirst), one(second, ofSecond)), combine);
    }

    private static PoisonDirection direction(LanguageModel proxy, String golden) {
        return PoisonDirectionBuilder.build(runtime, proxy, Golden.of(golden).examples(), done -> {});
    }
}
