package io.antidistill.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {
    private static final Golden GOLDEN = Golden.of("qwen3-headdim");
    private static final String LAYER = "model.layers.1.mlp.down_proj";

    private static TorchRuntime runtime;
    private static LanguageModel model;
    private static LoraAdapter adapter;
    private static Decoder decoder;

    @BeforeAll
    static void open() {
        runtime = TorchRuntime.open();
        model = GOLDEN.load(runtime);
        adapter = LoraAdapter.initialise(runtime, model.config(), 4, 4, LoraAdapter.ALL_PROJECTIONS, 5);
        adapter.parameters().names().stream()
                .filter(name -> name.endsWith("B"))
                .forEach(name -> adapter.parameters().get(name).addi(0.005));
        decoder = Decoder.lora(runtime, model.config(), model.parameters(), adapter);
    }

    @AfterAll
    static void close() {
        decoder.close();
        adapter.close();
        model.close();
        runtime.close();
    }

    @Test
    void leavingNothingOutIsThePlainLossToTheBit() {
        try (NDManager manager = runtime.newManager()) {
            assertThat(loss(decoder, new Dropout(0, 9)))
                    .isEqualTo(decoder.summedLoss(manager, GOLDEN.examples()).getFloat());
        }
    }

    @Test
    void theSeedAloneSaysWhatIsLeftOut() {
        float loss = loss(decoder, new Dropout(0.3, 1));

        assertThat(loss(decoder, new Dropout(0.3, 1))).isEqualTo(loss);
        assertThat(loss(decoder, new Dropout(0.3, 2))).isNotEqualTo(loss);
        assertThat(gradient(new Dropout(0.3, 1))).isEqualTo(gradient(new Dropout(0.3, 1)));
        assertThat(gradient(new Dropout(0.3, 2))).isNotEqualTo(gradient(new Dropout(0.3, 1)));
    }

    @Test
    void theWeightsThemselvesGetTheirWholeInput() {
        try (LoraAdapter fresh = LoraAdapter.initialise(runtime, model.config(), 4, 4, LoraAdapter.ALL_PROJECTIONS, 5);
                Decoder unchanged = Decoder.lora(runtime, model.config(), model.parameters(), fresh)) {
            assertThat(loss(unchanged, new Dropout(0.9, 1))).isEqualTo(loss(unchanged, Dropout.NONE));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.5})
    void onAverageTheAdapterDoesWhatItDoesWithout(double rate) {
        double plain = loss(decoder, Dropout.NONE);
        double change = plain - loss(model.decoder(), Dropout.NONE);
        double mean = LongStream.range(0, 400)
                .mapToDouble(seed -> loss(decoder, new Dropout(rate, seed)))
                .average()
                .orElseThrow();

        // Were the rest not scaled up, about this share of the change would be missing.
        assertThat(Math.abs(mean - plain)).isLessThan(0.5 * rate * Math.abs(change));
    }

    @Test
    void otherDrawsOfTheProcessStayAsTheyAre() {
        try (NDManager manager = runtime.newManager()) {
            Engine.getEngine("PyTorch").setRandomSeed(3);
            float[] undisturbed = manager.randomUniform(0, 1, new Shape(4)).toFloatArray();
            Engine.getEngine("PyTorch").setRandomSeed(3);
            loss(decoder, new Dropout(0.3, 1));

            assertThat(manager.randomUniform(0, 1, new Shape(4)).toFloatArray()).isEqualTo(undisturbed);
        }
    }

    @Test
    void refusesToLeaveOutEverythingOrLessThanNothing() {
        for (double rate : new double[] {-0.1, 1, Double.NaN}) {
            assertThatThrownBy(() -> new Dropout(rate, 1)).hasMessageContaining("invalid value " + rate);
        }
    }

    private static float loss(Decoder of, Dropout dropout) {
        try (NDManager manager = runtime.newManager()) {
            return of.trainingLoss(manager, rows(), dropout).getFloat();
        }
    }

    private static float[] gradient(Dropout dropout) {
        try (Gradients gradients = Gradients.on();
                NDManager manager = runtime.newManager()) {
            gradients.attach(adapter.parameters());
            NDArray loss = decoder.trainingLoss(manager, rows(), dropout);
            gradients.backward(loss);
            return gradients.of(LAYER + ".lora_A").toFloatArray();
        }
    }

    private static List<List<CompletionExample>> rows() {
        return GOLDEN.examples().stream().map(List::of).toList();
    }
}
