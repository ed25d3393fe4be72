package io.antidistill.poison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.Golden;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.SelectedTokens;
import io.antidistill.model.TorchRuntime;
import io.antidistill.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownstreamLossTest {
    private static final String PIECES = """
            {"model": {"type": "WordLevel", "unk_token": "?", "vocab": {"?": 0, "ask": 1, "so": 2, "Answer:": 3, "Answer:4": 4, "4": 5, "2": 6}},
             "pre_tokenizer": {"type": "WhitespaceSplit"}, "added_tokens": []}""";

    private static TorchRuntime runtime;

    @TempDir
    static Path directory;

    private static Tokenizer tokenizer;

    @BeforeAll
    static void open() throws IOException {
        runtime = TorchRuntime.open();
        Files.writeString(directory.resolve("tokenizer.json"), PIECES);
        tokenizer = Tokenizer.load(directory);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
        runtime.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ask so Answer: 4 2, 3", // what follows the marker
        "ask Answer: 4 so Answer: 2, 5", // the last marker counts
        "ask so Answer:4 2, 2", // a token that is marker and answer at once
        "ask Answer: Answer:4, 2",
    })
    void answerTokensFollowTheLastMarker(String text, int first) {
        CompletionExample trace = new CompletionExample(tokenizer.encode(text), 1);

        List<SelectedTokens> selected = DownstreamLoss.answerTokens(tokenizer, List.of("Answer:", "box"))
                .select(List.of(trace));

        assertThat(selected).hasSize(1);
        assertThat(selected.get(0).places())
                .containsExactly(IntStream.range(first, trace.ids().length).toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ask so 4", "ask so 4 Answer:", "Answer: 4"}) // none, nothing behind it, in the prompt only
    void tracesWithoutAnAnswerAreLeftOut(String text) {
        CompletionExample trace = new CompletionExample(tokenizer.encode(text), 1);

        assertThat(DownstreamLoss.answerTokens(tokenizer, List.of("Answer:")).select(List.of(trace)))
                .isEmpty();
    }

    @Test
    void markersThatAreNoneAreRefused() {
        for (List<String> markers : List.of(List.<String>of(), List.of("Answer:", " "))) {
            assertThatThrownBy(() -> DownstreamLoss.answerTokens(tokenizer, markers))
                    .hasMessageContaining("answer markers");
        }
    }

    /** Against the softmax written out. */
    @Test
    void contentIsWhereTheTeacherHasOneCandidate() {
        Golden golden = Golden.of("llama-teacher");
        double tau = 0.5;
        double topP = 0.4;
        float[] logits = golden.floats("logits");
        int length = golden.tokens()[0].length;
        int vocabulary = logits.length / golden.tokens().length / length;
        try (LanguageModel teacher = golden.load(runtime)) {
            List<SelectedTokens> selected =
                    DownstreamLoss.contentTokens(teacher, tau, topP).select(golden.examples());

            assertThat(selected).isNotEmpty();
            int counted = 0;
            for (int b = 0; b < golden.tokens().length; b++) {
                int row = b;
                int[] expected = IntStream.range(Golden.PROMPT_LENGTH, length)
                        .filter(place ->
                                largest(logits, (row * length + place - 1) * vocabulary, vocabulary, tau) >= topP)
                        .toArray();
                counted += expected.length;
                assertThat(selected.stream()
                                .filter(tokens -> Arrays.equals(
                                        tokens.example().ids(),
                                        golden.examples().get(row).ids()))
                                .flatMapToInt(tokens -> Arrays.stream(tokens.places()))
                                .toArray())
                        .containsExactly(expected);
            }
            assertThat(counted).isBetween(1, golden.completionTokens() - 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0.9, tau", "NaN, 0.9, tau", "0.9, 0, top-p", "0.9, 1, top-p"})
    void settingsThatAreNoneAreRefused(double tau, double topP, String named) {
        try (LanguageModel teacher = Golden.of("qwen2-proxy").load(runtime)) {
            assertThatThrownBy(() -> DownstreamLoss.contentTokens(teacher, tau, topP))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(named);
        }
    }

    /** The loss of a part: of the tokens that count, and divided by their number alone. */
    @Test
    void aDirectionOfSomeTokensKnowsItsLossAndCounts() {
        Golden golden = Golden.of("llama-teacher");
        try (LanguageModel proxy = golden.load(runtime)) {
            DownstreamLoss loss = DownstreamLoss.contentTokens(proxy, 0.5, 0.4);
            List<SelectedTokens> selected = loss.select(golden.examples());
            long tokens = selected.stream().mapToLong(SelectedTokens::count).sum();
            try (PoisonDirection direction =
                            PoisonDirectionBuilder.build(runtime, proxy, golden.examples().stream(), loss, done -> {});
                    TraceScores scores = TraceScores.of(runtime, proxy, direction)) {
                double sum = 0;
                for (SelectedTokens trace : selected) {
                    int[] ids = trace.example().ids();
                    try (NDManager manager = runtime.newManager()) {
                        PlaceRows rows = scores.of(manager, ids).logProbabilities();
                        for (int place : trace.places()) {
                            sum -= rows.before(place)[ids[place]];
                        }
                    }
                }
                PoisonMetadata metadata = direction.metadata();
                assertThat(metadata.lossValue()).isCloseTo(sum / tokens, within(1e-4));
                assertThat(metadata.tokenCount()).isEqualTo(tokens);
                assertThat(metadata.traceCount()).hasValue(selected.size());
                assertThat(metadata.lossKind()).startsWith("content-nll-per-token at tau 0.5, top-p 0.4 of teacher ");
            }
        }
    }

    @Test
    void aLossThatCountsNothingIsRefused() {
        Golden golden = Golden.of("qwen2-proxy");
        DownstreamLoss nothing = DownstreamLoss.answerTokens(tokenizer, List.of("nowhere"));
        try (LanguageModel proxy = golden.load(runtime)) {
            assertThatThrownBy(() -> PoisonDirectionBuilder.build(
                            runtime, proxy, golden.examples().stream(), nothing, done -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("none of 2 traces")
                    .hasMessageContaining("nowhere");
        }
    }

    private static double largest(float[] logits, int from, int vocabulary, double tau) {
        double sum = 0;
        double largest = 0;
        for (int v = from; v < from + vocabulary; v++) {
            double weight = Math.exp(logits[v] / tau);
            sum += weight;
            largest = Math.max(largest, weight);
        }
        return largest / sum;
    }
}
