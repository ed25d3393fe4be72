package io.antidistill.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.weights.ModelConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TinyShapeTest {
    @Test
    void readsWhatItWrites() {
        assertThat(TinyShape.parse("llama-96-2"))
                .isEqualTo(new TinyShape("llama", 96, 2))
                .hasToString("llama-96-2");
    }

    @Test
    void theShippedProxyHasOneOfTheseShapes() {
        assertThat(new TinyShape("qwen2", 48, 1).config())
                .isEqualTo(ModelConfig.read(Path.of("..", "models", "tiny", "proxy")));
    }

    @Test
    void refusesWhatIsNoModel() {
        assertThatThrownBy(() -> TinyShape.parse("qwen2")).hasMessageContaining("write FAMILY-WIDTH-LAYERS");
        assertThatThrownBy(() -> TinyShape.parse("gpt2-48-1")).hasMessageContaining("supported are");
        assertThatThrownBy(() -> TinyShape.parse("qwen2-50-1")).hasMessageContaining("multiple of 8");
        assertThatThrownBy(() -> TinyShape.parse("qwen2-48-0")).hasMessageContaining("num_hidden_layers");
    }

    @Test
    void aProxyOfAnyShapeIsTrainedIntoADirectoryOfThatName(@TempDir Path parent) throws Exception {
        TinyShape shape = new TinyShape("llama", 24, 2);
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel proxy = LanguageModel.load(runtime, TinyProxy.train(runtime, shape, 2, parent))) {
            assertThat(proxy.directory()).isEqualTo(parent.resolve("llama-24-2"));
            assertThat(proxy.config()).isEqualTo(shape.config());
        }
    }
}
