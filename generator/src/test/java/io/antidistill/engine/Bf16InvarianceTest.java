package io.antidistill.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.model.Golden;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.NumberType;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.poison.PoisonDirectionBuilder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In bfloat16 rounding depends on the shape of a batch, so a near-tie may fall the other way in company. How often is bounded here. */
class Bf16InvarianceTest {
    @Test
    void onSmallModelsCompanyChangesFewerThanOneDrawInAHundred() {
        List<GenerationRequest> requests = Requests.random(120, 160, 20, 25, 15);
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel teacher = half(runtime, "llama-teacher");
                LanguageModel proxy = half(runtime, "qwen2-proxy");
                PoisonDirection direction = PoisonDirectionBuilder.build(
                        runtime, proxy, Golden.of("qwen2-proxy").examples(), done -> {});
                GenerationEngine alone = GenerationEngine.start(config(1), runtime, teacher, proxy, direction);
                GenerationEngine together =
                        GenerationEngine.start(config(8).withPrefillChunk(5), runtime, teacher, proxy, direction)) {
            List<GenerationResult> quiet = alone.generateAll(requests, done -> {});
            List<GenerationResult> crowded = together.generateAll(requests, done -> {});
            int draws = 0;
            int changed = 0;
            // A trace is compared up to where it parts: afterwards it is another.
            for (int i = 0; i < requests.size(); i++) {
                int[] a = quiet.get(i).tokenIds();
                int[] b = crowded.get(i).tokenIds();
                int parting = Arrays.mismatch(a, b);
                draws += parting < 0 ? a.length : parting + 1;
                changed += parting < 0 ? 0 : 1;
            }
            assertThat(draws).isGreaterThan(500);
            assertThat((double) changed / draws).isLessThan(0.01);
        }
    }

    private static LanguageModel half(TorchRuntime runtime, String name) {
        return LanguageModel.load(runtime, Golden.of(name).directory(), NumberType.BF16);
    }

    private static EngineConfig config(int slots) {
        return new EngineConfig(slots, 48, 4, ScoreKind.FORWARD, 0);
    }
}
