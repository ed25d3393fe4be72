package io.antidistill.engine;

import static io.antidistill.model.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.antidistill.derivative.Combine;
import io.antidistill.derivative.ForwardMode;
import io.antidistill.derivative.PoisonScore;
import io.antidistill.derivative.PoisonedProxies;
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

class SeveralProxiesTest {
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
        float[] a = scores(List.of(one(first, ofFirst)), combine, null);
        float[] b = scores(List.of(one(second, ofSecond)), combine, null);
        float[] expected = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            expected[i] = combine == Combine.MEAN ? (a[i] + b[i]) / 2 : Math.min(a[i], b[i]);
        }
        assertClose("combined", scores(both(), combine, null), expected);
    }

    /** What cancels in a softmax over the candidates may differ, nothing else. */
    @Test
    void theMeanOfCandidatesDiffersFromThatOfTheWholeVocabularyByOneNumberForEachRow() {
        float[] whole = scores(both(), Combine.MEAN, null);
        float[] few = scores(both(), Combine.MEAN, CANDIDATES);
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
        try (ScoreRows rows = new ScoreRows(both(), 2, 24)) {
            int[] row = tokens[1];
            rows.step(0, new int[][] {{5, 6}, Arrays.copyOf(row, 10)}, new int[2], null);
            float[] stayed = rows.step(1, new int[][] {{row[10]}}, new int[] {10}, null);
            rows.moveRow(1, 0);

            assertClose("moved", rows.step(0, new int[][] {{row[10]}}, new int[] {10}, null), stayed);
        }
    }

    /** A member that fails must not be outvoted. */
    @ParameterizedTest
    @CsvSource({"MEAN, NaN", "MEAN, Infinity", "WORST, NaN", "WORST, Infinity", "WORST, -Infinity"})
    void aNumberThatIsNoneComesThrough(Combine combine, float none) {
        float[] broken = new float[2 * VOCABULARY];
        broken[7] = none;
        float[] scores = scores(List.of(one(first, ofFirst), saying(broken)), combine, null);
        assertThat(scores[7]).matches(score -> !Float.isFinite(score));
        assertThat(scores[8]).isFinite();
    }

    @ParameterizedTest
    @EnumSource(Combine.class)
    void membersMayBePaddedToDifferentSizes(Combine combine) {
        List<PoisonScore> members = List.of(saying(1, 2, 3, 9, 4, 5, 6, 9), saying(3, 2, 1, 6, 5, 4));
        assertThat(scores(members, combine, null))
                .containsExactly(
                        combine == Combine.MEAN ? new float[] {2, 2, 2, 5, 5, 5} : new float[] {1, 2, 1, 4, 5, 4});
    }

    /** The mean makes do with candidates, the smallest does not: in one pass both must still be what they are alone. */
    @Test
    void eachRequestOfABatchHasItsOwnChoice() {
        PoisonedProxies proxies = new PoisonedProxies(
                List.of(new PoisonedProxies.Member(first, ofFirst), new PoisonedProxies.Member(second, ofSecond)),
                Combine.MEAN);
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            GenerationRequest request = request(i, 2);
            requests.add(i % 3 == 0 ? request : request.withCombine(i % 3 == 1 ? Combine.MEAN : Combine.WORST));
        }
        EngineConfig config = new EngineConfig(6, 40, 12, ScoreKind.FORWARD, 0.01);
        try (GenerationEngine engine = GenerationEngine.start(config, runtime, second, proxies)) {
            List<GenerationResult> batched = engine.generateAll(requests, done -> {});
            int parted = 0;
            for (int i = 0; i < requests.size(); i++) {
                assertThat(batched.get(i).tokenIds()).as("request %d", i).isEqualTo(alone(engine, requests.get(i)));
                GenerationRequest other = requests.get(i).withCombine(i % 3 == 2 ? Combine.MEAN : Combine.WORST);
                parted += Arrays.equals(batched.get(i).tokenIds(), alone(engine, other)) ? 0 : 1;
            }
            assertThat(parted).as("answers that the other choice changes").isPositive();
        }
    }

    private static int[] alone(GenerationEngine engine, GenerationRequest request) {
        return engine.generateAll(List.of(request), done -> {}).get(0).tokenIds();
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
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            requests.add(request(i, lambda));
        }
        try (GenerationEngine engine = GenerationEngine.start(config, runtime, second, proxies)) {
            return engine.generateAll(requests, done -> {}).stream()
                    .map(GenerationResult::tokenIds)
                    .toList();
        }
    }

    private static GenerationRequest request(int number, double lambda) {
        SamplingSettings settings =
                new SamplingSettings(Sampler.ANTIDISTILLATION, lambda, 1, 0.9, Truncation.TRUNCATE_THEN_TILT);
        return new GenerationRequest(new int[] {5 + number, 9, 30}, settings, number, 12);
    }

    /** @param owned is closed */
    private static float[] scores(List<PoisonScore> owned, Combine combine, int[][] candidatesOrNull) {
        try (ScoreRows rows = new ScoreRows(owned, 2, 24)) {
            float[] said = rows.step(0, tokens, new int[2], candidatesOrNull);
            int ofMember = said.length / owned.size();
            return combine.of(said, 0, ofMember, owned.size(), ofMember);
        }
    }

    private static PoisonScore one(LanguageModel proxy, PoisonDirection direction) {
        return ForwardMode.of(runtime, proxy, direction);
    }

    private static List<PoisonScore> both() {
        return List.of(one(first, ofFirst), one(second, ofSecond));
    }

    private static PoisonDirection direction(LanguageModel proxy, String golden) {
        return PoisonDirectionBuilder.build(runtime, proxy, Golden.of(golden).examples(), done -> {});
    }
}
