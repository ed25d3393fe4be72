package io.antidistill.model;

import static io.antidistill.model.Closeness.assertClose;
import static io.antidistill.model.Closeness.difference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps with a cache against whole forward passes, in every arrangement of rows that a running batch meets. */
class CachedDecodingTest {
    private static TorchRuntime runtime;

    @BeforeAll
    static void open() {
        runtime = TorchRuntime.open();
    }

    @AfterAll
    static void close() {
        runtime.close();
    }

    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void raggedStepsEqualTheFullForward(Golden golden) {
        float[] logits = golden.floats("logits");
        try (LanguageModel model = golden.load(runtime)) {
            stepBothRows(
                    golden,
                    model.decoder(),
                    (step, b, end) ->
                            assertClose("row " + b + " after " + end, step[0], slice(golden, logits, b, end)));
        }
    }

    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void derivativesStepAsTheyRunAtOnce(Golden golden) {
        float[] logits = golden.floats("logits");
        try (LanguageModel model = golden.load(runtime);
                NDManager manager = runtime.newManager();
                Parameters direction = GoldenParityTest.direction(runtime, golden, model);
                Decoder dual = Decoder.dual(runtime, model.config(), model.parameters(), direction)) {
            float[] both = dual.logits(manager, golden.tokens()).toFloatArray();
            float[] tangent = Arrays.copyOfRange(both, both.length / 2, both.length);
            stepBothRows(golden, dual, (step, b, end) -> {
                assertClose("value of row " + b + " after " + end, step[0], slice(golden, logits, b, end));
                assertClose("derivative of row " + b + " after " + end, step[1], slice(golden, tangent, b, end));
            });
        }
    }

    private interface Check {
        void accept(float[][] step, int row, int end);
    }

    /** Row 0 starts with nine tokens and row 1 with five; then both go on token by token to the last slot. */
    private static void stepBothRows(Golden golden, Decoder decoder, Check check) {
        int[][] tokens = golden.tokens();
        int slots = tokens[0].length;
        try (KvCache cache = decoder.newCache(2, slots)) {
            int[] done = {0, 0};
            int[] fresh = {9, 5};
            while (done[0] < slots) {
                int[][] input = new int[2][];
                for (int b = 0; b < 2; b++) {
                    input[b] = Arrays.copyOfRange(tokens[b], done[b], done[b] + fresh[b]);
                }
                float[][] step = decoder.step(cache, 0, input, done.clone(), null);
                for (int b = 0; b < 2; b++) {
                    done[b] += fresh[b];
                    fresh[b] = 1;
                    check.accept(rowOf(step, b), b, done[b]);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void candidatesHaveTheLogitsThatTheyHaveAmongAll(Golden golden) {
        int[][] candidates = {{7, 0, 159}, {4, 31}};
        try (LanguageModel model = golden.load(runtime);
                Parameters direction = GoldenParityTest.direction(runtime, golden, model);
                Decoder dual = Decoder.dual(runtime, model.config(), model.parameters(), direction);
                KvCache cache = dual.newCache(2, 24)) {
            int[] starts = {0, 0};
            float[][] all = dual.step(cache, 0, golden.tokens(), starts, null);
            float[][] few = dual.step(cache, 0, golden.tokens(), starts, candidates);

            for (int n = 0; n < 2; n++) {
                for (int b = 0; b < 2; b++) {
                    for (int m = 0; m < candidates[b].length; m++) {
                        assertThat((double) few[n][b * 3 + m])
                                .isCloseTo(all[n][b * 160 + candidates[b][m]], within(1e-5));
                    }
                }
            }
        }
    }

    @Test
    void aRowDecodesTheSameAloneAndAmongOthers() {
        Golden golden = Golden.of("qwen2-proxy");
        int[][] tokens = golden.tokens();
        try (LanguageModel model = golden.load(runtime);
                KvCache alone = model.decoder().newCache(1, 24);
                KvCache shared = model.decoder().newCache(4, 40)) {
            float[] expected = model.decoder().step(alone, 0, rows(tokens[1], 12), new int[] {0}, null)[0];
            // Others first fill rows 0 to 3, then row 2 is given to this sequence while they stay.
            int[][] others = {tokens[0], Arrays.copyOf(tokens[1], 3), tokens[0], Arrays.copyOf(tokens[0], 17)};
            model.decoder().step(shared, 0, others, new int[4], null);

            float[] joined = model.decoder().step(shared, 2, rows(tokens[1], 12), new int[] {0}, null)[0];

            assertThat(difference(joined, expected)).isLessThan(1e-5);
        }
    }

    @Test
    void feedingARowRangeLeavesTheOtherRowsAsTheyWere() {
        Golden golden = Golden.of("llama-teacher");
        int[][] tokens = golden.tokens();
        float[] logits = golden.floats("logits");
        try (LanguageModel model = golden.load(runtime);
                KvCache cache = model.decoder().newCache(3, 24)) {
            model.decoder().step(cache, 0, rows(tokens[0], 10), new int[] {0}, null);
            model.decoder().step(cache, 1, new int[][] {tokens[1], tokens[1]}, new int[2], null);

            float[] next = model.decoder().step(cache, 0, new int[][] {{tokens[0][10]}}, new int[] {10}, null)[0];

            assertClose("row 0", next, slice(golden, logits, 0, 11));
        }
    }

    @Test
    void aMovedRowGoesOnWhereItWas() {
        Golden golden = Golden.of("qwen3-headdim");
        int[][] tokens = golden.tokens();
        float[] logits = golden.floats("logits");
        try (LanguageModel model = golden.load(runtime);
                KvCache cache = model.decoder().newCache(2, 24)) {
            int[][] starts = {Arrays.copyOf(tokens[0], 20), Arrays.copyOf(tokens[1], 10)};
            model.decoder().step(cache, 0, starts, new int[2], null);

            cache.moveRow(1, 0); // the first sequence leaves
            float[] next = model.decoder().step(cache, 0, new int[][] {{tokens[1][10]}}, new int[] {10}, null)[0];

            assertClose("moved row", next, slice(golden, logits, 1, 11));
        }
    }

    @Test
    void aClearedRowForgetsNumbersThatAreNotFinite() {
        Golden golden = Golden.of("qwen2-proxy");
        int[][] tokens = golden.tokens();
        float[] logits = golden.floats("logits");
        try (LanguageModel model = golden.load(runtime);
                Parameters broken = model.parameters().copy();
                Decoder brokenDecoder = Decoder.of(runtime, model.config(), broken);
                KvCache cache = model.decoder().newCache(1, 24)) {
            broken.get("model.layers.0.self_attn.v_proj.bias").divi(0);
            brokenDecoder.step(cache, 0, rows(tokens[0], 24), new int[] {0}, null);

            cache.clearRow(0);
            float[] next = model.decoder().step(cache, 0, rows(tokens[0], 5), new int[] {0}, null)[0];

            assertClose("cleared row", next, slice(golden, logits, 0, 5));
        }
    }

    @Test
    void memoryThatJavaHasReclaimedIsNotReadAgain() {
        Golden golden = Golden.of("llama3-rope-tied");
        try (LanguageModel model = golden.load(runtime)) {
            List<ByteBuffer> others = new ArrayList<>();
            for (int round = 0; round < 20; round++) {
                System.gc();
                for (int i = 0; i < 2000; i++) { // whoever gets the reclaimed memory writes something else there
                    ByteBuffer other = ByteBuffer.allocateDirect(8 + i % 64);
                    while (other.hasRemaining()) {
                        other.put((byte) 0x7f);
                    }
                    others.add(other);
                }
                try (NDManager manager = runtime.newManager()) {
                    assertClose(
                            "logits",
                            model.decoder().logits(manager, golden.tokens()).toFloatArray(),
                            golden.floats("logits"));
                }
            }
        }
    }

    @Test
    void placesOutsideTheCacheAreRefusedByName() {
        try (LanguageModel model = Golden.of("qwen2-proxy").load(runtime);
                KvCache cache = model.decoder().newCache(2, 8)) {
            Decoder decoder = model.decoder();
            int[][] one = {{1}};

            assertThatThrownBy(() -> decoder.step(cache, 2, one, new int[1], null))
                    .hasMessageContaining("firstRow");
            assertThatThrownBy(() -> decoder.step(cache, 0, one, new int[] {1}, null))
                    .hasMessageContaining("has been fed 0 tokens");
            assertThatThrownBy(() -> decoder.step(cache, 0, new int[][] {new int[9]}, new int[1], null))
                    .hasMessageContaining("8 slots");
            assertThatThrownBy(() -> decoder.step(cache, 0, one, new int[1], new int[][] {{}}))
                    .hasMessageContaining("number of candidates");
            assertThatThrownBy(() -> decoder.step(cache, 0, new int[][] {{160}}, new int[1], null))
                    .hasMessageContaining("invalid value 160 for a token");
            assertThatThrownBy(() -> decoder.step(cache, 0, new int[][] {{}}, new int[1], null))
                    .hasMessageContaining("number of tokens");
            assertThatThrownBy(() -> decoder.newCache(1, 257)).hasMessageContaining("256 positions");
            assertThatThrownBy(() -> cache.moveRow(0, 2)).hasMessageContaining("2 rows");
        }
    }

    private static int[][] rows(int[] tokens, int count) {
        return new int[][] {Arrays.copyOf(tokens, count)};
    }

    /** Row b of a step of two rows, for each of N. */
    private static float[][] rowOf(float[][] step, int b) {
        float[][] row = new float[step.length][];
        for (int n = 0; n < step.length; n++) {
            int vocabulary = step[n].length / 2;
            row[n] = Arrays.copyOfRange(step[n], b * vocabulary, (b + 1) * vocabulary);
        }
        return row;
    }

    /** What a full forward of shape B, T, V says after {@code end} tokens of row b. */
    private static float[] slice(Golden golden, float[] numbers, int b, int end) {
        int vocabulary = 160;
        int from = (b * golden.tokens()[b].length + end - 1) * vocabulary;
        return Arrays.copyOfRange(numbers, from, from + vocabulary);
    }
}
