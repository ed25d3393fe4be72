package io.antidistill.model;

import static io.antidistill.model.Closeness.unitDistance;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models held in bfloat16, against Hugging Face in float32. Rounding the weights alone turns the poison score by 0.011–0.018. */
class Bf16Test {
    private static TorchRuntime runtime;

    @TempDir
    private Path directory;

    @BeforeAll
    static void open() {
        runtime = TorchRuntime.open();
    }

    @AfterAll
    static void close() {
        runtime.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aBf16FileIsKeptInItsTypeHoweverAligned(int padding) throws IOException {
        Golden golden = Golden.of("qwen3-headdim");
        HalfWidth.write(golden, directory, padding);
        try (LanguageModel own = LanguageModel.load(runtime, directory);
                LanguageModel cast = LanguageModel.load(runtime, golden.directory(), NumberType.BF16);
                NDManager manager = runtime.newManager()) {
            assertThat(own.numberType()).isEqualTo(NumberType.BF16);
            float[] logits = own.decoder().logits(manager, golden.tokens()).toFloatArray();
            assertThat(logits)
                    .isEqualTo(cast.decoder().logits(manager, golden.tokens()).toFloatArray());
            assertThat(unitDistance(logits, golden.floats("logits"))).isLessThan(2e-2);
        }
    }

    @Test
    void theHashIsThatOfTheFilesNumbersWhateverTypeTheyAreHeldIn() throws IOException {
        Golden golden = Golden.of("llama-teacher");
        HalfWidth.write(golden, directory, 0);
        try (LanguageModel full = golden.load(runtime);
                LanguageModel cast = LanguageModel.load(runtime, golden.directory(), NumberType.BF16);
                LanguageModel half = LanguageModel.load(runtime, directory);
                LanguageModel widened = LanguageModel.load(runtime, directory, NumberType.FP32)) {
            assertThat(full.sha256()).isEqualTo(full.parameters().sha256());
            assertThat(cast.sha256()).isEqualTo(full.sha256());
            assertThat(half.sha256())
                    .isEqualTo(half.parameters().sha256())
                    .isEqualTo(widened.sha256())
                    .isNotEqualTo(full.sha256());
        }
    }

    @ParameterizedTest
    @MethodSource("goldenInBothTypes")
    void theScoreIsThatOfAutomaticDifferentiationAtOnceAndInCachedSteps(Golden golden, NumberType type, double bound) {
        try (LanguageModel model = LanguageModel.load(runtime, golden.directory(), type);
                NDManager manager = runtime.newManager();
                Parameters direction = GoldenParityTest.direction(runtime, golden, model);
                Decoder dual = model.dualDecoder(direction)) {
            float[] both = dual.logProbabilities(manager, golden.tokens()).toFloatArray();
            float[] atOnce = Arrays.copyOfRange(both, both.length / 2, both.length);
            assertThat(unitDistance(atOnce, golden.floats("delta_exact"))).isLessThan(bound);

            float[] stepped = stepThrough(golden, dual);
            assertThat(unitDistance(stepped, golden.floats("delta_exact"))).isLessThan(bound);
        }
    }

    static Stream<Arguments> goldenInBothTypes() {
        return Golden.all()
                .flatMap(golden -> Stream.of(
                        Arguments.of(golden, NumberType.FP32, 1e-4), Arguments.of(golden, NumberType.BF16, 3e-2)));
    }

    /** The scores of every position, token by token. */
    private static float[] stepThrough(Golden golden, Decoder dual) {
        int[][] tokens = golden.tokens();
        int vocabulary = dual.config().vocabularySize();
        int length = tokens[0].length;
        float[] scores = new float[tokens.length * length * vocabulary];
        try (KvCache cache = dual.newCache(tokens.length, length)) {
            for (int t = 0; t < length; t++) {
                int[][] input = {{tokens[0][t]}, {tokens[1][t]}};
                float[][] step = dual.step(cache, 0, input, new int[] {t, t}, null);
                for (int b = 0; b < tokens.length; b++) {
                    centre(step[0], step[1], b * vocabulary, vocabulary, scores, (b * length + t) * vocabulary);
                }
            }
        }
        return scores;
    }

    /** Δ = ż − Σ p ż of one row. */
    static void centre(float[] logits, float[] tangents, int from, int count, float[] into, int at) {
        double sum = 0;
        double mean = 0;
        for (int v = 0; v < count; v++) {
            sum += Math.exp(logits[from + v]);
            mean += Math.exp(logits[from + v]) * tangents[from + v];
        }
        for (int v = 0; v < count; v++) {
            into[at + v] = (float) (tangents[from + v] - mean / sum);
        }
    }
}
