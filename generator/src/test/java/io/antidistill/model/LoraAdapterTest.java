package io.antidistill.model;

import static io.antidistill.model.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LoraAdapterTest {
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
    void aFreshAdapterChangesNothing(Golden golden) {
        try (LanguageModel model = golden.load(runtime);
                NDManager manager = runtime.newManager();
                LoraAdapter adapter = adapter(model);
                Decoder adapted = Decoder.lora(runtime, model.config(), model.parameters(), adapter)) {
            assertClose("logits", adapted.logits(manager, golden.tokens()).toFloatArray(), golden.floats("logits"));
        }
    }

    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void aTrainedAdapterMergedIntoTheWeightsComputesTheSame(Golden golden) {
        try (LanguageModel model = golden.load(runtime);
                NDManager manager = runtime.newManager();
                LoraAdapter adapter = adapter(model);
                Decoder adapted = Decoder.lora(runtime, model.config(), model.parameters(), adapter)) {
            train(adapted, adapter, golden);
            try (Parameters merged = adapter.merge(model.parameters());
                    Decoder mergedDecoder = Decoder.of(runtime, model.config(), merged)) {
                float[] expected = adapted.logits(manager, golden.tokens()).toFloatArray();

                assertClose(
                        "merged", mergedDecoder.logits(manager, golden.tokens()).toFloatArray(), expected);
                assertThat(Closeness.difference(expected, golden.floats("logits")))
                        .isGreaterThan(0.1);
            }
        }
    }

    @Test
    void onlyTheAdapterIsTrained() {
        Golden golden = Golden.of("llama-teacher");
        try (LanguageModel model = golden.load(runtime);
                LoraAdapter adapter = adapter(model);
                Decoder adapted = Decoder.lora(runtime, model.config(), model.parameters(), adapter)) {
            String base = model.parameters().sha256();
            String fresh = adapter.parameters().sha256();

            train(adapted, adapter, golden);

            assertThat(model.parameters().sha256()).isEqualTo(base);
            assertThat(adapter.parameters().sha256()).isNotEqualTo(fresh);
            assertThat(model.parameters().names())
                    .noneMatch(name -> model.parameters().get(name).hasGradient());
        }
    }

    @Test
    void theScaleIsAlphaByRank() {
        Golden golden = Golden.of("qwen2-proxy");
        String layer = "model.layers.0.mlp.up_proj";
        try (LanguageModel model = golden.load(runtime);
                NDManager manager = runtime.newManager();
                LoraAdapter adapter = adapter(model)) {
            adapter.parameters().get(layer + ".lora_B").addi(1);
            try (Parameters merged = adapter.merge(model.parameters())) {
                float[] change = merged.get(layer + ".weight")
                        .toDevice(manager.getDevice(), true)
                        .sub(model.parameters().get(layer + ".weight"))
                        .toFloatArray();
                float[] down = adapter.parameters().get(layer + ".lora_A").toFloatArray();
                double column = 0; // every entry of B is one: the first column of B A is the sum of A's first column
                for (int r = 0; r < adapter.rank(); r++) {
                    column += down[r * 32];
                }

                assertThat((double) change[0]).isCloseTo(adapter.alpha() / adapter.rank() * column, within(1e-5));
            }
        }
    }

    @Test
    void unknownProjectionsAreRefused() {
        try (LanguageModel model = Golden.of("qwen2-proxy").load(runtime)) {
            assertThatThrownBy(() -> LoraAdapter.initialise(runtime, model.config(), 4, 8, List.of("lm_head"), 1))
                    .hasMessageContaining("targets");
            assertThatThrownBy(
                            () -> LoraAdapter.initialise(runtime, model.config(), 0, 8, LoraAdapter.ALL_PROJECTIONS, 1))
                    .hasMessageContaining("rank");
        }
    }

    private static LoraAdapter adapter(LanguageModel model) {
        return LoraAdapter.initialise(runtime, model.config(), 4, 12, LoraAdapter.ALL_PROJECTIONS, 5);
    }

    private static void train(Decoder decoder, LoraAdapter adapter, Golden golden) {
        try (AdamW adamW = new AdamW(runtime, adapter.parameters(), 0, 1)) {
            for (int step = 0; step < 10; step++) {
                try (NDManager manager = runtime.newManager();
                        Gradients gradients = Gradients.on()) {
                    gradients.attach(adapter.parameters());
                    gradients.backward(decoder.summedLoss(manager, golden.examples()));
                    adamW.step(0.02);
                }
            }
        }
    }
}
