package io.antidistill.poison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.antidistill.model.Golden;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreCalibrationTest {
    private static final Golden GOLDEN = Golden.of("qwen2-proxy");

    private static TorchRuntime runtime;
    private static LanguageModel proxy;
    private static LanguageModel teacher;
    private static PoisonDirection direction;

    @BeforeAll
    static void open() {
        runtime = TorchRuntime.open();
        proxy = GOLDEN.load(runtime);
        teacher = Golden.of("llama-teacher").load(runtime);
        direction = PoisonDirectionBuilder.build(runtime, proxy, GOLDEN.examples(), done -> {});
    }

    @AfterAll
    static void close() {
        direction.close();
        teacher.close();
        proxy.close();
        runtime.close();
    }

    @Test
    void theScaleDependsOnWhoseCandidatesAreTilted() {
        ScoreScale underTeacher = scale(Optional.of(teacher));
        ScoreScale underProxy = scale(Optional.empty());

        assertThat(underTeacher.basis())
                .startsWith("lambda 2.0 costs 0.1100 nats per token under teacher ")
                .contains("tau 0.9, top-p 0.95");
        assertThat(underProxy.basis()).startsWith("lambda 2.0 costs 0.7000 nats per token under the proxy itself");
        assertThat(underTeacher.factor()).isPositive().isLessThan(underProxy.factor());
    }

    @Test
    void aScoreTwiceAsLargeIsScaledByHalf() {
        ScoreScale once = scale(Optional.of(teacher));
        PoisonMetadata metadata = direction.metadata();
        try (PoisonDirection twice =
                new PoisonDirection(metadata, direction.tensors().scaled(2))) {
            ScoreScale half = calibration(Optional.of(teacher))
                    .scale(twice, GOLDEN.examples().stream())
                    .orElseThrow();
            assertThat(half.factor()).isCloseTo(once.factor() / 2, within(once.factor() * 1e-3));
        }
    }

    @Test
    void withoutTracesThereIsNone() {
        assertThat(calibration(Optional.empty()).scale(direction, Stream.of())).isEmpty();
    }

    @Test
    void theFileKeepsIt(@TempDir Path directory) {
        Path file = directory.resolve("poison.safetensors");
        ScoreScale measured = new ScoreScale(0.125, "a test");
        try (PoisonDirection scaled = direction.withScale(measured)) {
            scaled.save(file);
            assertThat(scaled.id()).isNotEqualTo(direction.id());
        }
        try (PoisonDirection read = PoisonDirection.load(runtime, file, proxy)) {
            assertThat(read.metadata().scale()).contains(measured);
        }
    }

    @Test
    void aScaleThatIsNoneIsRefused() {
        for (double factor : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new ScoreScale(factor, "")).hasMessageContaining("the score's scale");
        }
    }

    private static ScoreScale scale(Optional<LanguageModel> whose) {
        return calibration(whose).scale(direction, GOLDEN.examples().stream()).orElseThrow();
    }

    private static ScoreCalibration calibration(Optional<LanguageModel> whose) {
        return new ScoreCalibration(runtime, proxy, whose, 0.9, 0.95);
    }
}
