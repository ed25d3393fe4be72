package io.antidistill.cli.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.derivative.Combine;
import io.antidistill.model.TorchRuntime;
import io.antidistill.streams.generation.ModelIdentity;
import io.antidistill.weights.ModelFormatException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoadedModelsTest {
    private static final Path TINY = Path.of("../models/tiny");
    private static final Path PROXY = TINY.resolve("proxy");
    private static final Path POISON = TINY.resolve("poison.safetensors");

    @Test
    void theAuditNamesEveryProxyAndDirection() {
        ProxyFiles two = ProxyFiles.of(List.of(PROXY, PROXY), List.of(POISON, POISON), Combine.WORST, Optional.empty());
        try (TorchRuntime runtime = TorchRuntime.open();
                LoadedModels one =
                        LoadedModels.load(runtime, TINY.resolve("teacher"), ProxyFiles.one(PROXY, POISON), null);
                LoadedModels several = LoadedModels.load(runtime, TINY.resolve("teacher"), two, null)) {
            ModelIdentity single = one.identity();
            ModelIdentity both = several.identity();

            assertThat(single.score()).isEqualTo("forward");
            assertThat(both.score()).isEqualTo("forward, worst of 2");
            assertThat(both.poisonDirection()).isEqualTo(single.poisonDirection() + "+" + single.poisonDirection());
            assertThat(both.proxy()).isEqualTo(single.proxy() + "+" + single.proxy());
        }
    }

    @Test
    void theAuditNamesTheScaleOfTheScore() {
        ProxyFiles raw = ProxyFiles.of(List.of(PROXY), List.of(POISON), Combine.MEAN, Optional.of(0.25));
        try (TorchRuntime runtime = TorchRuntime.open();
                LoadedModels models = LoadedModels.load(runtime, TINY.resolve("teacher"), raw, null)) {
            assertThat(models.identity().score()).isEqualTo("forward, scale 0.2500");
        }
    }

    @Test
    void aProxyThatDoesNotFitIsRefused() {
        ProxyFiles wrong = ProxyFiles.of(
                List.of(PROXY, TINY.resolve("student")), List.of(POISON, POISON), Combine.MEAN, Optional.of(0.5));
        try (TorchRuntime runtime = TorchRuntime.open()) {
            assertThatThrownBy(() -> LoadedModels.load(runtime, TINY.resolve("teacher"), wrong, null))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("made for other weights");
        }
    }

    @Test
    void everyProxyNeedsItsDirection() {
        assertThatThrownBy(() -> ProxyFiles.of(List.of(PROXY, PROXY), List.of(POISON), Combine.MEAN, Optional.empty()))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("there are 2 of the one and 1 of the other");
    }
}
