package io.antidistill.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrainingTest {
    private static TorchRuntime runtime;

    @BeforeAll
    static void open() {
        runtime = TorchRuntime.open();
    }

    @AfterAll
    static void close() {
        runtime.close();
    }

    @Test
    void lossOfExamplesOfDifferentLengthsIsTheSumOfTheirOwn() {
        Golden golden = Golden.of("qwen3-headdim");
        List<CompletionExample> examples = List.of(
                new CompletionExample(golden.tokens()[0], 3),
                new CompletionExample(Arrays.copyOf(golden.tokens()[1], 11), 10));
        try (LanguageModel model = golden.load(runtime);
                NDManager manager = runtime.newManager()) {
            double together = model.decoder().summedLoss(manager, examples).getFloat();
            double apart = 0;
            for (CompletionExample example : examples) {
                apart += model.decoder().summedLoss(manager, List.of(example)).getFloat();
            }

            assertThat(together).isCloseTo(apart, within(1e-4));
        }
    }

    @Test
    void adamWMovesOneParameterAsItsFormulaSays() {
        Golden golden = Golden.of("qwen2-proxy");
        String name = "model.layers.0.mlp.up_proj.weight";
        double rate = 0.01;
        double decay = 0.1;
        try (LanguageModel model = golden.load(runtime);
                AdamW adamW = new AdamW(runtime, model.parameters(), decay, 0)) {
            float[] before = model.parameters().get(name).toFloatArray();
            float[] expected = before.clone();
            double[] m = new double[before.length];
            double[] v = new double[before.length];
            for (int step = 1; step <= 3; step++) {
                float[] gradient = trainStep(model, golden, adamW, rate, name);
                for (int i = 0; i < before.length; i++) {
                    m[i] = 0.9 * m[i] + 0.1 * gradient[i];
                    v[i] = 0.999 * v[i] + 0.001 * gradient[i] * gradient[i];
                    double mean = m[i] / (1 - Math.pow(0.9, step));
                    double deviation = Math.sqrt(v[i] / (1 - Math.pow(0.999, step)));
                    expected[i] = (float) (expected[i] * (1 - rate * decay) - rate * mean / (deviation + 1e-8));
                }
            }

            float[] after = model.parameters().get(name).toFloatArray();
            assertThat(Closeness.difference(after, expected)).isLessThan(1e-5);
            assertThat(Closeness.difference(after, before)).isGreaterThan(0.01);
        }
    }

    private static float[] trainStep(LanguageModel model, Golden golden, AdamW adamW, double rate, String name) {
        try (NDManager manager = runtime.newManager();
                Gradients gradients = Gradients.on()) {
            gradients.attach(model.parameters());
            gradients.backward(model.decoder().summedLoss(manager, golden.examples()));
            float[] gradient = gradients.of(name).toFloatArray();
            adamW.step(rate);
            return gradient;
        }
    }

    @Test
    void clippingBoundsTheFirstMomentAndReportsTheNormBefore() {
        Golden golden = Golden.of("llama-teacher");
        try (LanguageModel model = golden.load(runtime);
                NDManager manager = runtime.newManager();
                AdamW adamW = new AdamW(runtime, model.parameters(), 0, 0.25);
                Gradients gradients = Gradients.on()) {
            gradients.attach(model.parameters());
            NDArray loss = model.decoder().summedLoss(manager, golden.examples());
            gradients.backward(loss, 1.0 / golden.completionTokens());

            double norm = adamW.step(0);

            assertThat(norm).isCloseTo(golden.floats("grad_norm")[0], within(1e-4));
        }
    }

    @Test
    void aFactorMultipliesTheGradientsWhateverTheCollectorDoes() {
        Golden golden = Golden.of("qwen2-proxy");
        try (LanguageModel model = golden.load(runtime);
                NDManager manager = runtime.newManager();
                Gradients gradients = Gradients.on()) {
            gradients.attach(model.parameters());
            gradients.backward(model.decoder().summedLoss(manager, golden.examples()));
            float[] whole = gradients.of("model.norm.weight").toFloatArray();
            gradients.zero();

            NDArray loss = model.decoder().summedLoss(manager, golden.examples());
            System.gc();
            gradients.backward(loss, 0.25);

            float[] quarter = gradients.of("model.norm.weight").toFloatArray();
            for (int i = 0; i < whole.length; i++) {
                assertThat(quarter[i]).isCloseTo(whole[i] / 4, within(1e-6f));
            }
        }
    }

    @Test
    void aStepOnNumbersThatAreNotFiniteChangesNothing() {
        Golden golden = Golden.of("qwen2-proxy");
        try (LanguageModel model = golden.load(runtime);
                NDManager manager = runtime.newManager();
                AdamW adamW = new AdamW(runtime, model.parameters(), 0.1, 1);
                Gradients gradients = Gradients.on()) {
            String before = model.parameters().sha256();
            gradients.attach(model.parameters());
            NDArray loss = model.decoder().summedLoss(manager, golden.examples());
            gradients.backward(loss, Double.POSITIVE_INFINITY);

            assertThatThrownBy(() -> adamW.step(0.1))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageContaining("lower the learning rate");
            assertThat(model.parameters().sha256()).isEqualTo(before);
        }
    }

    @Test
    void trainingLearnsAnExampleByHeart() {
        Golden golden = Golden.of("qwen2-proxy");
        try (LanguageModel model = golden.load(runtime);
                AdamW adamW = new AdamW(runtime, model.parameters(), 0, 1)) {
            for (int step = 0; step < 60; step++) {
                trainStep(model, golden, adamW, 0.01, "model.norm.weight");
            }
            try (NDManager manager = runtime.newManager()) {
                float loss =
                        model.decoder().summedLoss(manager, golden.examples()).getFloat();
                assertThat(loss / golden.completionTokens()).isLessThan(0.5f);
            }
        }
    }

    @Test
    void gradientsAddUpUntilTheyAreZeroed() {
        Golden golden = Golden.of("llama-teacher");
        try (LanguageModel model = golden.load(runtime);
                NDManager manager = runtime.newManager();
                Gradients gradients = Gradients.on()) {
            gradients.attach(model.parameters());
            gradients.backward(model.decoder().summedLoss(manager, golden.examples()));
            float[] once = gradients.of("model.norm.weight").toFloatArray();
            gradients.backward(model.decoder().summedLoss(manager, golden.examples()));
            float[] twice = gradients.of("model.norm.weight").toFloatArray();
            gradients.zero();
            float[] none = gradients.of("model.norm.weight").toFloatArray();

            for (int i = 0; i < once.length; i++) {
                once[i] *= 2;
            }
            assertThat(Closeness.difference(twice, once)).isLessThan(1e-4);
            assertThat(none).containsOnly(0);
        }
    }

    @Test
    void theSameSeedGivesTheSameWeights() {
        try (LanguageModel model = Golden.of("qwen2-proxy").load(runtime);
                Parameters one = Parameters.initialise(runtime, model.config(), 7);
                Parameters same = Parameters.initialise(runtime, model.config(), 7);
                Parameters other = Parameters.initialise(runtime, model.config(), 8)) {
            List<String> hashes = new ArrayList<>(List.of(one.sha256(), same.sha256(), other.sha256()));
            assertThat(hashes.get(0)).isEqualTo(hashes.get(1)).isNotEqualTo(hashes.get(2));
            assertThat(one.names()).isEqualTo(model.parameters().names());
        }
    }
}
