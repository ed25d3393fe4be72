package io.antidistill.derivative;

import static io.antidistill.model.Closeness.assertClose;
import static io.antidistill.model.Closeness.sine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.antidistill.model.Golden;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.poison.PoisonDirectionBuilder;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scores against what automatic differentiation (Hugging Face's models in PyTorch) says, and against each other. */
class PoisonScoreTest {
    private static final int VOCABULARY = 160;
    private static TorchRuntime runtime;

    @BeforeAll
    static void open() {
        runtime = TorchRuntime.open();
    }

    @AfterAll
    static void close() {
        runtime.close();
    }

    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void forwardModeEqualsTheExactScoreAtEveryPosition(Golden golden) {
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection direction = direction(proxy, golden);
                PoisonScore score = ForwardMode.of(runtime, proxy, direction)) {
            float[][] stepped = stepThrough(golden, score);

            assertClose("logits", stepped[0], golden.floats("logits"));
            assertClose("delta", stepped[1], golden.floats("delta_exact"));
        }
    }

    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void finiteDifferenceEqualsTheReferenceOfTheSameEpsilon(Golden golden) {
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection direction = direction(proxy, golden);
                PoisonScore score = FiniteDifference.of(runtime, proxy, direction, 1e-2)) {
            float[][] stepped = stepThrough(golden, score);

            // Both are rounded differently and the rounding is divided by 2 epsilon: compared as directions
            assertThat(sine(stepped[1], golden.floats("delta_fd_1e-2"))).isLessThan(1e-3);
        }
    }

    /** Rounding at the left, curvature at the right; every error near that of the reference implementation. */
    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void theErrorOfTheFiniteDifferenceIsUShapedOverEpsilon(Golden golden) throws IOException {
        JsonNode reference = golden.notes().get("fp32_finite_difference_sine_by_epsilon");
        Map<Double, Double> errors = new TreeMap<>();
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection direction = direction(proxy, golden)) {
            for (double epsilon : new double[] {1e-4, 1e-3, 1e-2, 1e-1, 1}) {
                try (PoisonScore score = FiniteDifference.of(runtime, proxy, direction, epsilon)) {
                    errors.put(epsilon, sine(stepThrough(golden, score)[1], golden.floats("delta_exact")));
                }
            }
        }
        assertThat(errors.get(1e-4)).isGreaterThan(errors.get(1e-3));
        assertThat(errors.get(1e-2)).isGreaterThan(errors.get(1e-3));
        assertThat(errors.get(1e-1)).isGreaterThan(errors.get(1e-2));
        assertThat(errors.get(1.0)).isGreaterThan(errors.get(1e-1));
        reference.properties().forEach(entry -> assertThat(errors.get(Double.parseDouble(entry.getKey())))
                .as("sine at epsilon " + entry.getKey())
                .isBetween(entry.getValue().asDouble() / 2, entry.getValue().asDouble() * 2));
    }

    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void forwardModeAndFiniteDifferenceAgree(Golden golden) {
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection direction = direction(proxy, golden);
                PoisonScore forward = ForwardMode.of(runtime, proxy, direction);
                PoisonScore difference = FiniteDifference.of(runtime, proxy, direction, 1e-3)) {
            assertThat(sine(stepThrough(golden, difference)[1], stepThrough(golden, forward)[1]))
                    .isLessThan(1e-3);
        }
    }

    @Test
    void candidatesDifferFromTheWholeVocabularyByOneNumberForEachRow() {
        Golden golden = Golden.of("qwen2-proxy");
        int[][] candidates = {{3, 77, 159, 12}, {0, 1, 2, 3}};
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection direction = direction(proxy, golden);
                PoisonScore forward = ForwardMode.of(runtime, proxy, direction);
                PoisonScore difference = FiniteDifference.of(runtime, proxy, direction, 1e-3)) {
            for (PoisonScore score : new PoisonScore[] {forward, difference}) {
                double tolerance = score == forward ? 1e-4 : 2e-2;
                score.newCache(2, 24);
                float[] whole = score.step(0, golden.tokens(), new int[2], null)[1];
                float[] few = score.step(0, golden.tokens(), new int[2], candidates)[1];
                for (int b = 0; b < 2; b++) {
                    double shift = few[b * 4] - whole[b * VOCABULARY + candidates[b][0]];
                    for (int m = 1; m < 4; m++) {
                        double other = few[b * 4 + m] - whole[b * VOCABULARY + candidates[b][m]];
                        assertThat(other).isCloseTo(shift, within(tolerance));
                    }
                }
            }
        }
    }

    @Test
    void aMovedRowScoresAsBefore() {
        Golden golden = Golden.of("llama-teacher");
        int[] row = golden.tokens()[1];
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection direction = direction(proxy, golden);
                PoisonScore forward = ForwardMode.of(runtime, proxy, direction)) {
            forward.newCache(2, 24);
            forward.step(0, new int[][] {{5, 6}, Arrays.copyOf(row, 10)}, new int[2], null);
            float[] stayed = forward.step(1, new int[][] {{row[10]}}, new int[] {10}, null)[1];

            forward.moveRow(1, 0);
            float[] moved = forward.step(0, new int[][] {{row[10]}}, new int[] {10}, null)[1];

            assertClose("moved", moved, stayed);
        }
    }

    @Test
    void anEpsilonThatIsNoneIsRefused() {
        Golden golden = Golden.of("qwen2-proxy");
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection direction = direction(proxy, golden)) {
            for (double epsilon : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
                assertThatThrownBy(() -> FiniteDifference.of(runtime, proxy, direction, epsilon))
                        .hasMessageContaining("for epsilon");
            }
        }
    }

    @Test
    void aStepWithoutACacheIsRefused() {
        Golden golden = Golden.of("qwen2-proxy");
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection direction = direction(proxy, golden);
                PoisonScore forward = ForwardMode.of(runtime, proxy, direction)) {
            assertThatThrownBy(() -> forward.step(0, golden.tokens(), new int[2], null))
                    .hasMessageContaining("newCache");
        }
    }

    /** Logits and scores after every position: B, T, V. */
    private static float[][] stepThrough(Golden golden, PoisonScore score) {
        int[][] tokens = golden.tokens();
        int length = tokens[0].length;
        float[][] all = new float[2][tokens.length * length * VOCABULARY];
        score.newCache(tokens.length, length);
        for (int t = 0; t < length; t++) {
            int[][] input = {{tokens[0][t]}, {tokens[1][t]}};
            float[][] step = score.step(0, input, new int[] {t, t}, null);
            for (int n = 0; n < 2; n++) {
                for (int b = 0; b < tokens.length; b++) {
                    System.arraycopy(step[n], b * VOCABULARY, all[n], (b * length + t) * VOCABULARY, VOCABULARY);
                }
            }
        }
        return all;
    }

    private static PoisonDirection direction(LanguageModel proxy, Golden golden) {
        return PoisonDirectionBuilder.build(runtime, proxy, golden.examples(), done -> {});
    }
}
