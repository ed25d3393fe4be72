package io.antidistill.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.Parameters;
import io.antidistill.model.SmallConfigs;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.poison.PoisonDirectionBuilder;
import io.antidistill.weights.ModelConfig;
import io.antidistill.weights.SafetensorsWriter;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of one tokenizer with different numbers of spare rows behind its tokens, as Qwen2.5's sizes have them. */
class PaddedVocabularyTest {
    private static final int TOKENS = 14;
    private static final EngineConfig CONFIG = new EngineConfig(4, 32, 4, ScoreKind.FORWARD, 0);

    @TempDir
    Path directory;

    /** Two of the spare rows point in opposite directions, so that one of them has the largest logit of all. */
    @Test
    void spareRowsAreNeverDrawnAndChangeNothing() throws IOException {
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel teacher = model(runtime, TOKENS, 1);
                LanguageModel proxy = model(runtime, TOKENS, 2);
                LanguageModel padded = padded(runtime, teacher, 20);
                PoisonDirection direction = PoisonDirectionBuilder.build(
                        runtime,
                        proxy,
                        List.of(new CompletionExample(new int[] {1, 3, 6, 7, 8, 4, 10, 13, 2}, 6)),
                        done -> {})) {
            List<GenerationRequest> requests = Requests.random(16, TOKENS, 6, 20, 3);
            assertThat(tokens(runtime, padded, proxy, direction, requests))
                    .containsExactlyElementsOf(tokens(runtime, teacher, proxy, direction, requests))
                    .anySatisfy(answer -> assertThat(answer).hasSizeGreaterThan(5))
                    .allSatisfy(answer -> assertThat(answer).allMatch(token -> token < TOKENS));
        }
    }

    private static List<List<Integer>> tokens(
            TorchRuntime runtime,
            LanguageModel teacher,
            LanguageModel proxy,
            PoisonDirection direction,
            List<GenerationRequest> requests) {
        try (GenerationEngine engine = GenerationEngine.start(CONFIG, runtime, teacher, proxy, direction)) {
            return engine.generateAll(requests, done -> {}).stream()
                    .map(result -> Arrays.stream(result.tokenIds()).boxed().toList())
                    .toList();
        }
    }

    private LanguageModel padded(TorchRuntime runtime, LanguageModel model, int rows) throws IOException {
        Map<String, NDArray> tensors = new HashMap<>();
        model.parameters()
                .names()
                .forEach(name -> tensors.put(name, model.parameters().get(name)));
        NDArray embedding = tensors.get("model.embed_tokens.weight");
        NDArray spare = embedding
                .getManager()
                .ones(embedding.get("0:" + (rows - TOKENS)).getShape());
        spare.get("0:1").muli(100);
        spare.get("1:2").muli(-100);
        tensors.put("model.embed_tokens.weight", embedding.concat(spare));
        model.save(directory);
        SmallConfigs.llama(rows).write(directory);
        SafetensorsWriter.write(directory.resolve("model.safetensors"), tensors, Map.of());
        return LanguageModel.load(runtime, directory);
    }

    private static LanguageModel model(TorchRuntime runtime, int vocabulary, long seed) {
        ModelConfig config = SmallConfigs.llama(vocabulary);
        try {
            Path words = Path.of(
                    PaddedVocabularyTest.class.getResource("/tokenizer/words").toURI());
            return LanguageModel.of(runtime, words, config, Parameters.initialise(runtime, config, seed));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
