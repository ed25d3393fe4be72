package io.antidistill.poison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.antidistill.model.CompletionExample;
import io.antidistill.model.Golden;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeldOutTest {
    /** Along the unit gradient a loss rises by the gradient's norm: so forward mode must agree with the backward pass. */
    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void onItsOwnTracesTheLossRisesByTheRawNorm(Golden golden) {
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel proxy = golden.load(runtime);
                PoisonDirection direction =
                        PoisonDirectionBuilder.build(runtime, proxy, golden.examples(), done -> {})) {
            HeldOut own = HeldOut.measure(
                    runtime, proxy, direction, golden.examples().stream(), DownstreamLoss.allTokens(), done -> {});

            assertThat(own.loss()).isCloseTo(direction.metadata().lossValue(), within(1e-5));
            assertThat(own.slope()).isCloseTo(direction.rawNorm(), within(1e-5 * direction.rawNorm()));
            assertThat(own.tokens()).isEqualTo(golden.completionTokens());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.3, 0.9})
    void setsAsideAboutTheShare(double share) {
        Random random = new Random(1);
        HoldoutSplit split = new HoldoutSplit(share);
        long aside = IntStream.range(0, 5000)
                .filter(i -> split.setsAside(
                        new CompletionExample(random.ints(12, 0, 50).toArray(), 8)))
                .count();
        assertThat(aside / 5000.0).isCloseTo(share, within(0.02));
    }

    @Test
    void thePromptAloneDecides() {
        HoldoutSplit split = new HoldoutSplit(0.5);
        for (int prompt = 0; prompt < 20; prompt++) {
            assertThat(split.setsAside(new CompletionExample(new int[] {prompt, 1, 2}, 1)))
                    .isEqualTo(split.setsAside(new CompletionExample(new int[] {prompt, 3, 4, 5}, 1)));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void aShareThatIsNoneIsRefused(double share) {
        assertThatThrownBy(() -> new HoldoutSplit(share)).hasMessageContaining("holdout share");
    }
}
