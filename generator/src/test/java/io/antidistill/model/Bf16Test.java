package io.antidistill.model;

import static io.antidistill.model.Closeness.unitDistance;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
    @MethodSource("io.antidistill.model.Golden#all")
    void theScoreAtOnceStaysWithinThreePercent(Golden golden) {
        try (LanguageModel model = LanguageModel.load(runtime, golden.directory(), NumberType.BF16);
                NDManager manager = runtime.newManager();
                Parameters direction = GoldenParityTest.direction(runtime, golden, model);
                Decoder dual = model.dualDecoder(direction)) {
            float[] both = dual.logProbabilities(manager, golden.tokens()).toFloatArray();

            float[] delta = Arrays.copyOfRange(both, both.length / 2, both.length);
            assertThat(unitDistance(delta, golden.floats("delta_exact"))).isLessThan(3e-2);
        }
    }
}
