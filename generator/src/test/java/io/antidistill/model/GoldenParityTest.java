package io.antidistill.model;

import static io.antidistill.model.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the decoder computes against what Hugging Face computes, on all four kinds of model. */
class GoldenParityTest {
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
    void logitsEqualHuggingFace(Golden golden) {
        try (LanguageModel model = golden.load(runtime);
                NDManager manager = runtime.newManager()) {
            NDArray logits = model.decoder().logits(manager, golden.tokens());

            assertClose("logits", logits.toFloatArray(), golden.floats("logits"));
        }
    }

    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void completionLossAndEveryGradientEqualHuggingFace(Golden golden) {
        try (LanguageModel model = golden.load(runtime)) {
            for (int round = 0; round < 3; round++) { // TorchScript optimises what it has seen run
                assertLossAndGradients(golden, model);
            }
        }
    }

    private static void assertLossAndGradients(Golden golden, LanguageModel model) {
        try (NDManager manager = runtime.newManager();
                Gradients gradients = Gradients.on()) {
            gradients.attach(model.parameters());
            NDArray sum = model.decoder().summedLoss(manager, golden.examples());
            float loss = sum.getFloat() / golden.completionTokens();

            assertClose("loss", new float[] {loss}, golden.floats("completion_loss"));

            gradients.backward(sum, 1.0 / golden.completionTokens());
            for (String name : model.parameters().names()) {
                assertClose(name, gradients.of(name).toFloatArray(), golden.floats("grad." + name));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void forwardModeEqualsTheReferenceScore(Golden golden) {
        try (LanguageModel model = golden.load(runtime);
                NDManager manager = runtime.newManager();
                Parameters direction = direction(runtime, golden, model);
                Decoder dual = Decoder.dual(runtime, model.config(), model.parameters(), direction)) {
            float[] both = dual.logProbabilities(manager, golden.tokens()).toFloatArray();

            float[] delta = Arrays.copyOfRange(both, both.length / 2, both.length);
            assertClose("delta", delta, golden.floats("delta_exact"));
        }
    }

    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void greedyTokensEqualHuggingFace(Golden golden) {
        int[] expected = golden.greedy();
        try (LanguageModel model = golden.load(runtime);
                KvCache cache = model.decoder().newCache(1, expected.length)) {
            int[] tokens = Arrays.copyOf(expected, expected.length);
            int[] fresh = Arrays.copyOf(tokens, Golden.PROMPT_LENGTH);
            for (int next = Golden.PROMPT_LENGTH; next < expected.length; next++) {
                float[] logits =
                        model.decoder().step(cache, 0, new int[][] {fresh}, new int[] {next - fresh.length}, null)[0];
                tokens[next] = argmax(logits);
                fresh = new int[] {tokens[next]};
            }

            assertThat(tokens).isEqualTo(expected);
        }
    }

    /** The reference gradient at unit norm. */
    static Parameters direction(TorchRuntime runtime, Golden golden, LanguageModel model) {
        float norm = golden.floats("grad_norm")[0];
        return Parameters.make(runtime, model.parameters().names(), (owner, name) -> {
            float[] numbers = golden.floats("grad." + name);
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] /= norm;
            }
            Shape shape = model.parameters().get(name).getShape();
            return Parameters.filled(runtime, owner, numbers, shape);
        });
    }

    static int argmax(float[] numbers) {
        int best = 0;
        for (int i = 1; i < numbers.length; i++) {
            best = numbers[i] > numbers[best] ? i : best;
        }
        return best;
    }
}
