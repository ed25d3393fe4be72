package io.antidistill.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.Decoder;
import io.antidistill.model.Gradients;
import io.antidistill.model.Parameters;
import io.antidistill.model.TorchRuntime;
import io.antidistill.weights.ModelConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrainerTest {
    private static final int VOCABULARY = 20;
    static final ModelConfig CONFIG = new ModelConfig(
            "llama",
            VOCABULARY,
            16,
            2,
            2,
            2,
            8,
            24,
            32,
            1e-6,
            10_000,
            Optional.empty(),
            true,
            false,
            false,
            List.of(0));
    private static final TrainingSettings SETTINGS = new TrainingSettings(1e-2, 30, 4, 4, 4, 0.1, 1.0, 0.1, 5);

    private static TorchRuntime runtime;
    private final List<CompletionExample> examples = examples(8);
    private Parameters start;

    @BeforeAll
    static void open() {
        runtime = TorchRuntime.open();
    }

    @AfterAll
    static void close() {
        runtime.close();
    }

    @BeforeEach
    void initialise() {
        start = Parameters.initialise(runtime, CONFIG, 3);
    }

    @AfterEach
    void release() {
        start.close();
    }

    @Test
    void learnsEightExamplesByHeart() throws InterruptedException {
        try (Trained trained = Trainer.fullFineTuning(SETTINGS).train(runtime, CONFIG, start, examples)) {
            assertThat(trained.log().trainLoss()).hasSize(60);
            assertThat(trained.log().trainLoss().get(0)).isCloseTo(Math.log(VOCABULARY), within(0.1));
            assertThat(lossOf(trained.parameters())).isLessThan(0.7 * lossOf(start));
        }
    }

    @Test
    void anAdapterLearnsTooAndChangesProjectionsOnly() throws InterruptedException {
        try (Trained trained = Trainer.lora(SETTINGS).train(runtime, CONFIG, start, examples)) {
            assertThat(lossOf(trained.parameters())).isLessThan(lossOf(start) - 0.1);
            for (String name : start.names()) {
                boolean same = Arrays.equals(numbers(start, name), numbers(trained.parameters(), name));
                assertThat(same).as(name).isEqualTo(!name.contains("_proj"));
            }
        }
    }

    @Test
    void anExampleThatHardlyCountsTeachesNothing() throws InterruptedException {
        List<CompletionExample> two = examples.subList(0, 2);
        TrainingSettings oneStep = new TrainingSettings(1e-2, 1, 2, 1, 1, 0.1, 1.0, 0, 5);
        Trainer trainer = Trainer.fullFineTuning(oneStep);
        try (Trained alone = trainer.train(runtime, CONFIG, start, two.subList(0, 1));
                Trained unequal = trainer.withWeights(example -> example == two.get(0) ? 1 : 1e-9)
                        .train(runtime, CONFIG, start, two);
                Trained both = trainer.train(runtime, CONFIG, start, two)) {
            double lossAlone = alone.log().trainLoss().get(0);
            assertThat(unequal.log().trainLoss().get(0)).isCloseTo(lossAlone, within(1e-5));
            assertThat(both.log().trainLoss().get(0)).isNotCloseTo(lossAlone, within(1e-4));
        }
    }

    @Test
    void equalWeightsChangeNothingButRounding() throws InterruptedException {
        try (Trained weighted = Trainer.fullFineTuning(SETTINGS)
                        .withWeights(example -> 3)
                        .train(runtime, CONFIG, start, examples);
                Trained plain = Trainer.fullFineTuning(SETTINGS).train(runtime, CONFIG, start, examples)) {
            assertThat(lossOf(weighted.parameters())).isCloseTo(lossOf(plain.parameters()), within(1e-2));
        }
    }

    @Test
    void theStartingWeightsStayAsTheyWere() throws InterruptedException {
        String before = start.sha256();
        Trainer.fullFineTuning(SETTINGS).train(runtime, CONFIG, start, examples).close();
        Trainer.lora(SETTINGS).train(runtime, CONFIG, start, examples).close();
        assertThat(start.sha256()).isEqualTo(before);
    }

    @Test
    void equalSeedsGiveEqualWeights() throws InterruptedException {
        assertThat(hashAfterTraining(SETTINGS)).isEqualTo(hashAfterTraining(SETTINGS));
        assertThat(hashAfterTraining(SETTINGS.withSeed(6))).isNotEqualTo(hashAfterTraining(SETTINGS));
    }

    @Test
    void oneStepIsAnAdamWStepByHand() throws InterruptedException {
        List<CompletionExample> one = examples.subList(0, 1);
        TrainingSettings settings = new TrainingSettings(1e-2, 1, 1, 1, 1, 0.1, 0.01, 0, 5);
        double rate = CosineSchedule.of(settings, 1).rate(1);
        Map<String, float[]> gradients = gradients(one);
        double norm = Math.sqrt(gradients.values().stream()
                .mapToDouble(TrainerTest::squaredNorm)
                .sum());
        assertThat(norm).isGreaterThan(0.01); // so that the clip matters
        try (Trained trained = Trainer.fullFineTuning(settings).train(runtime, CONFIG, start, one)) {
            for (String name : start.names()) {
                float[] before = numbers(start, name);
                float[] after = numbers(trained.parameters(), name);
                double decay = name.contains("norm") ? 0 : 0.1;
                for (int i = 0; i < before.length; i++) {
                    double g = gradients.get(name)[i] * 0.01 / norm;
                    // the first step's moments, corrected for bias, are g and g squared
                    double expected = before[i] * (1 - rate * decay) - rate * g / (Math.abs(g) + 1e-8);
                    assertThat((double) after[i]).as(name).isCloseTo(expected, within(2e-5));
                }
            }
        }
    }

    @Test
    void thePromptDoesNotCount() {
        CompletionExample example = examples.get(0);
        try (Decoder decoder = Decoder.of(runtime, CONFIG, start);
                NDManager manager = runtime.newManager()) {
            float[] logProbabilities = decoder.logProbabilities(manager, new int[][] {example.ids()})
                    .toFloatArray();
            double nats = 0;
            for (int t = example.promptLength(); t < example.ids().length; t++) {
                nats -= logProbabilities[(t - 1) * VOCABULARY + example.ids()[t]];
            }
            assertThat(HoldoutLoss.of(runtime, decoder, List.of(example)))
                    .isCloseTo(nats / example.completionTokens(), within(1e-5));
        }
    }

    @Test
    void holdoutLossIsPerTokenWhateverTheBatching() {
        try (Decoder decoder = Decoder.of(runtime, CONFIG, start)) {
            List<CompletionExample> many = examples(70);
            double nats = 0;
            int tokens = 0;
            for (CompletionExample example : many) {
                nats += HoldoutLoss.of(runtime, decoder, List.of(example)) * example.completionTokens();
                tokens += example.completionTokens();
            }
            assertThat(HoldoutLoss.of(runtime, decoder, many)).isCloseTo(nats / tokens, within(1e-5));
        }
    }

    @Test
    void measuresTheHoldoutLossAlongTheWay() throws InterruptedException {
        try (Trained trained =
                Trainer.fullFineTuning(SETTINGS).withHoldout(examples, 25).train(runtime, CONFIG, start, examples)) {
            assertThat(trained.log().holdout())
                    .extracting(TrainingLog.HoldoutPoint::step)
                    .containsExactly(0, 25, 50, 60);
            assertThat(trained.log().holdout().get(0).loss()).isEqualTo(lossOf(start));
            assertThat(trained.log().holdout().get(3).loss()).isEqualTo(lossOf(trained.parameters()));
        }
    }

    @Test
    void anInterruptEndsTheTraining() {
        List<Integer> steps = new ArrayList<>();
        Trainer trainer = Trainer.fullFineTuning(SETTINGS).withListener((step, of, loss) -> {
            steps.add(step);
            if (step == 3) {
                Thread.currentThread().interrupt();
            }
        });
        assertThatThrownBy(() -> trainer.train(runtime, CONFIG, start, examples))
                .isInstanceOf(InterruptedException.class)
                .hasMessageContaining("step 3 of 60");
        assertThat(steps).containsExactly(1, 2, 3);
    }

    @Test
    void refusesToLearnFromNothing() {
        assertThatThrownBy(() -> Trainer.lora(SETTINGS).train(runtime, CONFIG, start, List.of()))
                .hasMessageContaining("give at least one");
    }

    private String hashAfterTraining(TrainingSettings settings) throws InterruptedException {
        try (Trained trained = Trainer.lora(settings).train(runtime, CONFIG, start, examples)) {
            return trained.parameters().sha256();
        }
    }

    private double lossOf(Parameters parameters) {
        try (Decoder decoder = Decoder.of(runtime, CONFIG, parameters)) {
            return HoldoutLoss.of(runtime, decoder, examples);
        }
    }

    private Map<String, float[]> gradients(List<CompletionExample> batch) {
        try (Decoder decoder = Decoder.of(runtime, CONFIG, start);
                Gradients gradients = Gradients.on();
                NDManager manager = runtime.newManager()) {
            gradients.attach(start);
            gradients.backward(decoder.summedLoss(manager, batch), 1.0 / Batches.tokens(batch));
            Map<String, float[]> result = new HashMap<>();
            for (String name : start.names()) {
                result.put(name, gradients.of(name).toFloatArray());
            }
            return result;
        }
    }

    private static double squaredNorm(float[] numbers) {
        double sum = 0;
        for (float number : numbers) {
            sum += (double) number * number;
        }
        return sum;
    }

    private static float[] numbers(Parameters parameters, String name) {
        return parameters.get(name).toFloatArray();
    }

    static List<CompletionExample> examples(int count) {
        Random random = new Random(9);
        List<CompletionExample> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] ids = random.ints(6 + random.nextInt(10), 1, VOCABULARY).toArray();
            examples.add(new CompletionExample(ids, 1 + random.nextInt(4)));
        }
        return examples;
    }
}
