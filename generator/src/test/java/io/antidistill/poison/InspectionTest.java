package io.antidistill.poison;

import static io.antidistill.model.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.model.Golden;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.Parameters;
import io.antidistill.model.TorchRuntime;
import io.antidistill.weights.ModelFormatException;
import io.antidistill.weights.SafetensorsFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectionTest {
    private static TorchRuntime runtime;

    @TempDir
    Path directory;

    @BeforeAll
    static void open() {
        runtime = TorchRuntime.open();
    }

    @AfterAll
    static void close() {
        runtime.close();
    }

    @Test
    void writesWhatTheReferenceComputes() {
        Golden golden = Golden.of("qwen3-headdim");
        int[][] ids = golden.tokens();
        try (LanguageModel model = golden.load(runtime);
                PoisonDirection direction =
                        PoisonDirectionBuilder.build(runtime, model, golden.examples(), done -> {})) {
            assertWrites(golden, Inspection.logits(runtime, model, ids), "logits", "logits");
            assertWrites(golden, Inspection.loss(runtime, model, ids, Golden.PROMPT_LENGTH), "loss", "completion_loss");
            Path file = directory.resolve("poison.safetensors");
            direction.save(file);
            assertWrites(golden, Inspection.score(runtime, model, file, ids), "score", "delta_exact");
        }
    }

    @Test
    void writesTheGradientOfEveryParameter() {
        Golden golden = Golden.of("llama3-rope-tied");
        try (LanguageModel model = golden.load(runtime);
                Inspection inspection = Inspection.gradient(runtime, model, golden.tokens(), Golden.PROMPT_LENGTH)) {
            assertThat(inspection.tensors()).hasSameSizeAs(model.parameters().names());
            inspection.tensors().forEach((name, gradient) -> {
                assertClose(name, gradient.toFloatArray(), golden.floats(name));
                assertThat(gradient.getShape().getShape())
                        .isEqualTo(golden.file().shape(name).stream()
                                .mapToLong(Long::longValue)
                                .toArray());
            });
        }
    }

    @Test
    void scoresAlongAGradientFromElsewhereAtItsOwnNorm() {
        Golden golden = Golden.of("qwen2-proxy");
        Path file = directory.resolve("gradient.safetensors");
        try (LanguageModel model = golden.load(runtime);
                Inspection gradient = Inspection.gradient(runtime, model, golden.tokens(), Golden.PROMPT_LENGTH)) {
            gradient.save(file);
            try (Parameters direction = DirectionFile.read(runtime, file, model);
                    Inspection score = Inspection.score(runtime, model, file, golden.tokens())) {
                float[] unit = score.tensors().get("score").toFloatArray();
                for (int i = 0; i < unit.length; i++) {
                    unit[i] /= (float) direction.norm();
                }
                assertClose("score", unit, golden.floats("delta_exact"));
            }
        }
    }

    @Test
    void refusesTheGradientOfAnotherModel() {
        Golden golden = Golden.of("qwen2-proxy");
        Golden other = Golden.of("llama-teacher");
        Path file = directory.resolve("other.safetensors");
        try (LanguageModel model = golden.load(runtime);
                LanguageModel stranger = other.load(runtime);
                Inspection gradient = Inspection.gradient(runtime, stranger, other.tokens(), Golden.PROMPT_LENGTH)) {
            gradient.save(file);
            assertThatThrownBy(() -> Inspection.score(runtime, model, file, golden.tokens()))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("one tensor for each of its parameters");
        }
    }

    private void assertWrites(Golden golden, Inspection inspection, String name, String reference) {
        Path file = directory.resolve(name + ".safetensors");
        try (inspection) {
            inspection.save(file);
            assertClose(name, inspection.tensors().get(name).toFloatArray(), golden.floats(reference));
        }
        SafetensorsFile written = SafetensorsFile.open(file);
        assertThat(written.names()).containsExactly(name);
        assertThat(written.dtype(name)).isEqualTo("F32");
        List<Long> shape = golden.file().shape(reference);
        assertThat(written.shape(name)).isEqualTo(shape);
    }
}
