package io.antidistill.model;

import static io.antidistill.model.Closeness.unitDistance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antidistill.derivative.ScoreCheck;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.poison.PoisonDirectionBuilder;
import io.antidistill.tokenizer.ChatMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SmolLM2-135M-Instruct against Hugging Face in float32. Part of {@code mvn verify -Preal-model -Dreal.model.dir=DIR} only. */
@Tag("real-model")
class RealModelTest {
    private static final Logger LOG = LoggerFactory.getLogger(RealModelTest.class);

    private static TorchRuntime runtime;
    private static LanguageModel full;
    private static LanguageModel half;
    private static List<JsonNode> cases;
    private static String missing;

    @BeforeAll
    static void open() throws IOException {
        String directory = System.getProperty("real.model.dir", "");
        if (directory.isEmpty() || !Files.exists(Path.of(directory, "config.json"))) {
            skip("give the directory of SmolLM2-135M-Instruct's weights with -Dreal.model.dir=DIR");
            return;
        }
        runtime = TorchRuntime.open();
        full = LanguageModel.load(runtime, Path.of(directory), NumberType.FP32);
        half = LanguageModel.load(runtime, Path.of(directory), NumberType.BF16);
        JsonNode golden = new ObjectMapper().readTree(RealModelTest.class.getResource("/golden/smollm2.json"));
        if (!full.sha256().equals(golden.get("weights_sha256").textValue())) {
            skip(directory + " holds other weights than the reference: " + golden.get("model"));
        }
        cases = new ArrayList<>();
        golden.get("cases").forEach(cases::add);
    }

    private static void skip(String reason) {
        missing = "skipped, no real model: " + reason;
        LOG.warn(missing);
    }

    @BeforeEach
    void haveTheModel() {
        assumeTrue(missing == null, missing);
    }

    @AfterAll
    static void close() {
        if (runtime != null) {
            half.close();
            full.close();
            runtime.close();
        }
    }

    @Test
    void promptsBecomeTheSameTextAndTokens() {
        for (JsonNode expected : cases) {
            List<ChatMessage> messages = messages(expected);
            assertThat(full.chatTemplate().render(messages, true))
                    .isEqualTo(expected.get("prompt_text").textValue());
            assertThat(full.promptIds(messages)).isEqualTo(numbers(expected.get("input_ids")));
        }
    }

    @Test
    void theLargestLogitsAreTheSameInFloat32AndNearInBfloat16() {
        double worst = 0;
        double worstHalf = 0;
        for (JsonNode expected : cases) {
            float[] logits = logitsAfter(full, numbers(expected.get("input_ids")));
            float[] halfLogits = logitsAfter(half, numbers(expected.get("input_ids")));
            for (int i = 0; i < expected.get("top20_ids").size(); i++) {
                int token = expected.get("top20_ids").get(i).intValue();
                double logit = expected.get("top20_logits").get(i).doubleValue();
                worst = Math.max(worst, Math.abs(logits[token] - logit));
                worstHalf = Math.max(worstHalf, Math.abs(halfLogits[token] - logit));
            }
        }
        LOG.info("largest logits: off by {} in fp32, {} in bf16", worst, worstHalf);
        assertThat(worst).isLessThan(2e-4); // the reference is rounded to four decimals
        assertThat(worstHalf).isLessThan(1);
    }

    @Test
    void greedyContinuationsAreTheSame() {
        for (JsonNode expected : cases) {
            int[] greedy = numbers(expected.get("greedy_ids"));
            assertThat(greedy(full, numbers(expected.get("input_ids")), greedy.length))
                    .isEqualTo(greedy);
            LOG.info(
                    "bf16 agrees with float32 on the first {} of {} greedy tokens",
                    agreement(greedy(half, numbers(expected.get("input_ids")), greedy.length), greedy),
                    greedy.length);
        }
    }

    /** The direction is any one: here the weights themselves, which are of every parameter's own scale. */
    @Test
    void theScoreInBfloat16IsNearThatInFloat32() {
        try (Parameters direction =
                        full.parameters().scaled(1 / full.parameters().norm());
                Decoder exact = full.dualDecoder(direction);
                Decoder rounded = half.dualDecoder(direction)) {
            for (JsonNode expected : cases) {
                int[] prompt = numbers(expected.get("input_ids"));
                assertThat(unitDistance(scoreAfter(rounded, prompt), scoreAfter(exact, prompt)))
                        .isLessThan(3e-2);
            }
        }
    }

    /** The direction is the one that the product makes, from the reference's own answers. */
    @Test
    void theScoreIsThatOfABackwardPassForEveryToken() {
        List<CompletionExample> traces =
                cases.stream().map(RealModelTest::trace).toList();
        try (PoisonDirection direction = PoisonDirectionBuilder.build(runtime, full, traces, done -> {})) {
            ScoreCheck check = new ScoreCheck(
                    runtime,
                    full,
                    direction,
                    traces.stream().map(SelectedTokens::all).toList());
            double distance = check.distanceFromAutograd(12, done -> {});
            LOG.info(
                    "score: distance {} from a backward pass in fp32, error of bf16 {}",
                    distance,
                    check.forwardMode(NumberType.BF16));
            assertThat(distance).isLessThan(1e-4);
        }
    }

    private static CompletionExample trace(JsonNode expected) {
        int[] prompt = numbers(expected.get("input_ids"));
        int[] answer = numbers(expected.get("greedy_ids"));
        int[] ids = Arrays.copyOf(prompt, prompt.length + answer.length);
        System.arraycopy(answer, 0, ids, prompt.length, answer.length);
        return new CompletionExample(ids, prompt.length);
    }

    private static float[] logitsAfter(LanguageModel model, int[] prompt) {
        try (KvCache cache = model.servingDecoder().newCache(1, prompt.length)) {
            return model.servingDecoder().step(cache, 0, new int[][] {prompt}, new int[1], null)[0];
        }
    }

    private static float[] scoreAfter(Decoder dual, int[] prompt) {
        try (KvCache cache = dual.newCache(1, prompt.length)) {
            float[][] said = dual.step(cache, 0, new int[][] {prompt}, new int[1], null);
            float[] score = new float[said[1].length];
            Bf16Test.centre(said[0], said[1], 0, score.length, score, 0);
            return score;
        }
    }

    private static int[] greedy(LanguageModel model, int[] prompt, int count) {
        int[] answer = new int[count];
        int length = 0;
        try (KvCache cache = model.servingDecoder().newCache(1, prompt.length + count)) {
            int[] fresh = prompt;
            int start = 0;
            while (length < count) {
                float[] logits = model.servingDecoder().step(cache, 0, new int[][] {fresh}, new int[] {start}, null)[0];
                start += fresh.length;
                answer[length] = GoldenParityTest.argmax(logits);
                fresh = new int[] {answer[length]};
                if (model.stopTokenIds().contains(answer[length++])) {
                    break;
                }
            }
        }
        return Arrays.copyOf(answer, length);
    }

    private static int agreement(int[] a, int[] b) {
        int mismatch = Arrays.mismatch(a, b);
        return mismatch < 0 ? b.length : mismatch;
    }

    private static List<ChatMessage> messages(JsonNode expected) {
        List<ChatMessage> messages = new ArrayList<>();
        expected.get("messages")
                .forEach(message -> messages.add(new ChatMessage(
                        message.get("role").textValue(), message.get("content").textValue())));
        return messages;
    }

    private static int[] numbers(JsonNode array) {
        int[] numbers = new int[array.size()];
        Arrays.setAll(numbers, i -> array.get(i).intValue());
        return numbers;
    }
}
