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
import org.junit.jupiter.api.Test;

class LoadedModelsTest {
    private static final Path TINY = Path.of("../models/tiny");
    private static final Path PROXY = TINY.resolve("proxy");
    private static final Path POISON = TINY.resolve("poison.safetensors");

    @Test
    void theAuditNamesEveryProxyAndDirection() {
        ProxyFiles two = ProxyFiles.of(List.of(PROXY, PROXY), List.of(POISON, POISON), Combine.WORST);
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
    void aProxyThatDoesNotFitIsRefused() {
        ProxyFiles wrong =
                ProxyFiles.of(List.of(PROXY, TINY.resolve("student")), List.of(POISON, POISON), Combine.MEAN);
        try (TorchRuntime runtime = TorchRuntime.open()) {
            assertThatThrownBy(() -> LoadedModels.load(runtime, TINY.resolve("teacher"), wrong, null))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("made for other weights");
        }
    }

    @Test
    void everyProxyNeedsItsDirection() {
        assertThatThrownBy(() -> ProxyFiles.of(List.of(PROXY, PROXY), List.of(POISON), Combine.MEAN))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("there are 2 of the one and 1 of the other");
    }
}
