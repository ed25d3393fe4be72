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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much of a trace depends on what shares its batch when models compute in bfloat16. In float32 it is nothing: see EngineParityTest. */
class Bf16BatchTest {
    private static final Logger LOG = LoggerFactory.getLogger(Bf16BatchTest.class);
    private static final int CONTEXT = 48;

    /** Rounding depends on the batch's shape, so a near-tie may flip; from there on a trace goes its own way. */
    @Test
    void fewerThanOneTokenInAHundredFlips() {
        Golden teacherFiles = Golden.of("llama-teacher");
        Golden proxyFiles = Golden.of("qwen2-proxy");
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel teacher = LanguageModel.load(runtime, teacherFiles.directory(), NumberType.BF16);
                LanguageModel proxy = LanguageModel.load(runtime, proxyFiles.directory(), NumberType.BF16);
                PoisonDirection direction =
                        PoisonDirectionBuilder.build(runtime, proxy, proxyFiles.examples(), done -> {})) {
            List<GenerationRequest> requests = Requests.random(200, 160, 20, 25, 6);
            int flips = 0;
            int compared = 0;
            List<GenerationResult> alone = answers(runtime, teacher, proxy, direction, requests, 1);
            List<GenerationResult> together = answers(runtime, teacher, proxy, direction, requests, 8);
            for (int i = 0; i < requests.size(); i++) {
                int same =
                        Arrays.mismatch(alone.get(i).tokenIds(), together.get(i).tokenIds());
                flips += same < 0 ? 0 : 1;
                compared += same < 0 ? alone.get(i).tokenIds().length : same + 1;
            }
            LOG.info("{} of {} tokens flipped", flips, compared);
            assertThat(compared).isGreaterThan(1000);
            assertThat(flips / (double) compared).isLessThan(0.01);
        }
    }

    private static List<GenerationResult> answers(
            TorchRuntime runtime,
            LanguageModel teacher,
            LanguageModel proxy,
            PoisonDirection direction,
            List<GenerationRequest> requests,
            int slots) {
        EngineConfig config = new EngineConfig(slots, CONTEXT, 4, ScoreKind.FORWARD, 0);
        try (GenerationEngine engine = GenerationEngine.start(config, runtime, teacher, proxy, direction)) {
            return engine.generateAll(requests, done -> {});
        }
    }
}
