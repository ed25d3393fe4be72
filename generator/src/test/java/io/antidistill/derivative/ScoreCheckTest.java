package io.antidistill.derivative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.antidistill.derivative.ScoreCheck.ScoreError;
import io.antidistill.model.Golden;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.NumberType;
import io.antidistill.model.SelectedTokens;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.poison.PoisonDirectionBuilder;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScoreCheckTest {
    private interface Use {
        void of(ScoreCheck check);
    }

    /** The bounds that forward mode is held to, over all tokens. */
    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void forwardModeIsExactInFloat32AndNearInBfloat16(Golden golden) {
        List<Integer> passes = new ArrayList<>();
        check(golden, check -> {
            assertThat(check.distanceFromAutograd(Integer.MAX_VALUE, passes::add))
                    .isLessThan(1e-4);
            assertThat(check.forwardMode(NumberType.FP32).overVocabulary()).isLessThan(1e-7);
            assertThat(check.forwardMode(NumberType.BF16).overVocabulary()).isBetween(1e-3, 3e-2);
        });
        assertThat(passes).hasSize(golden.completionTokens());
    }

    @Test
    void theFiniteDifferenceIsFarWorseInBfloat16() {
        check(Golden.of("llama-teacher"), check -> {
            ScoreError fine = check.finiteDifference(1e-3, NumberType.FP32);
            assertThat(fine.overVocabulary()).isBetween(1e-6, 1e-3);
            assertThat(fine.overTokens()).isBetween(1e-6, 1e-3);
            for (double epsilon : new double[] {1e-3, 1e-2, 3e-2, 0.1, 1}) {
                ScoreError coarse = check.finiteDifference(epsilon, NumberType.BF16);
                assertThat(coarse.overVocabulary())
                        .as("at epsilon " + epsilon)
                        .isGreaterThan(2 * check.forwardMode(NumberType.BF16).overVocabulary());
            }
        });
    }

    @Test
    void fewerTokensAreSpreadEvenly() {
        List<Integer> passes = new ArrayList<>();
        check(Golden.of("qwen2-proxy"), check -> assertThat(check.distanceFromAutograd(4, passes::add))
                .isLessThan(1e-4));
        assertThat(passes).hasSizeBetween(3, 4).isSorted();
    }

    @Test
    void noTracesAreRefused() {
        Golden golden = Golden.of("qwen2-proxy");
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel proxy = golden.load(runtime);
                PoisonDirection direction = direction(runtime, golden, proxy)) {
            assertThatThrownBy(() -> new ScoreCheck(runtime, proxy, direction, List.of()))
                    .hasMessageContaining("for traces");
        }
    }

    @Property(tries = 100)
    void sineAndDistanceAreThoseOfTheAngle(
            @ForAll @DoubleRange(min = 0.01, max = 3.14) double angle,
            @ForAll @DoubleRange(min = 0.1, max = 1000) double scale) {
        Angle measured = new Angle();
        measured.add(scale, Math.cos(angle));
        measured.add(0, Math.sin(angle));

        assertThat(measured.sine()).isCloseTo(Math.sin(angle), within(1e-7));
        assertThat(measured.distance()).isCloseTo(2 * Math.sin(angle / 2), within(1e-7));
    }

    private static void check(Golden golden, Use use) {
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel proxy = golden.load(runtime);
                PoisonDirection direction = direction(runtime, golden, proxy)) {
            List<SelectedTokens> traces =
                    golden.examples().stream().map(SelectedTokens::all).toList();
            use.of(new ScoreCheck(runtime, proxy, direction, traces));
        }
    }

    private static PoisonDirection direction(TorchRuntime runtime, Golden golden, LanguageModel proxy) {
        return PoisonDirectionBuilder.build(runtime, proxy, golden.examples(), done -> {});
    }
}
