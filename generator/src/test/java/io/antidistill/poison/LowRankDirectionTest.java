package io.antidistill.poison;

import static io.antidistill.model.Closeness.assertClose;
import static io.antidistill.model.Closeness.sine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.antidistill.derivative.FiniteDifference;
import io.antidistill.derivative.ForwardMode;
import io.antidistill.derivative.PoisonScore;
import io.antidistill.derivative.ScoreCheck;
import io.antidistill.model.Golden;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.NumberType;
import io.antidistill.model.Parameters;
import io.antidistill.model.SelectedTokens;
import io.antidistill.model.TorchRuntime;
import io.antidistill.weights.ModelFormatException;
import io.antidistill.weights.SafetensorsFile;
import io.antidistill.weights.SafetensorsWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LowRankDirectionTest {
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

    /** The factors are never multiplied out, so this checks the rule for them in every place where a matrix has a derivative. */
    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void factorsScoreAsTheirProductsDo(Golden golden) {
        int[][] candidates = {{3, 77, 159, 12}, {0, 1, 2, 3}};
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection full = build(proxy, golden);
                PoisonDirection low = full.atRank(runtime, proxy, 3, selected(golden));
                PoisonDirection same = new PoisonDirection(full.metadata(), low.whole(runtime));
                PoisonScore factors = ForwardMode.of(runtime, proxy, low);
                PoisonScore products = ForwardMode.of(runtime, proxy, same)) {
            for (int[][] asked : new int[][][] {null, candidates}) {
                factors.newCache(2, 24);
                products.newCache(2, 24);
                assertClose(
                        "score",
                        factors.step(0, golden.tokens(), new int[2], asked)[1],
                        products.step(0, golden.tokens(), new int[2], asked)[1]);
            }
        }
    }

    /** The singular values say what the best approximation leaves out. */
    @Test
    void comesAsNearAsItsRankAllows() {
        Golden golden = Golden.of("llama-teacher");
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection full = build(proxy, golden)) {
            double last = 1;
            for (int rank : new int[] {1, 2, 4, 8}) {
                try (PoisonDirection low = full.atRank(runtime, proxy, rank, selected(golden));
                        Parameters whole = low.whole(runtime)) {
                    double error = low.metadata().rankError().orElseThrow();
                    double cosine = whole.dot(full.tensors());
                    assertThat(whole.norm()).isCloseTo(1, within(1e-5));
                    assertThat(error).isCloseTo(Math.sqrt(1 - cosine * cosine), within(1e-3));
                    assertThat(error).isBetween(1e-4, last);
                    assertThat(low.tensors().count()).isLessThan(full.tensors().count());
                    last = error;
                }
            }
            assertThat(last).isLessThan(0.5);
        }
    }

    @Test
    void ofAMatrixOfThatRankNothingIsLost() {
        Golden golden = Golden.of("qwen2-proxy");
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection full = build(proxy, golden);
                PoisonDirection low = full.atRank(runtime, proxy, 2, selected(golden));
                PoisonDirection ofRankTwo = new PoisonDirection(full.metadata(), low.whole(runtime));
                PoisonDirection again = ofRankTwo.atRank(runtime, proxy, 2, selected(golden))) {
            assertThat(again.metadata().rankError().orElseThrow()).isLessThan(1e-3);
        }
    }

    @Test
    void comesBackFromItsFileTheSame() {
        Golden golden = Golden.of("qwen3-headdim");
        Path file = directory.resolve("poison.safetensors");
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection full = build(proxy, golden);
                PoisonDirection made = full.atRank(runtime, proxy, 4, selected(golden))) {
            made.save(file);
            try (PoisonDirection read = PoisonDirection.load(runtime, file, proxy)) {
                assertThat(read.id()).isEqualTo(made.id()).isNotEqualTo(full.id());
                assertThat(read.metadata().rank()).isEqualTo("4");
                assertThat(read.tensors().names())
                        .contains("model.norm.weight", "model.embed_tokens.weight.left")
                        .doesNotContain("model.embed_tokens.weight");
            }
        }
    }

    /** Both need every number of the direction, and say how far the score is from that of full rank. */
    @Test
    void finiteDifferenceAndScoreCheckTakeFactorsToo() {
        Golden golden = Golden.of("llama-teacher");
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection full = build(proxy, golden);
                PoisonDirection low = full.atRank(runtime, proxy, 3, selected(golden));
                PoisonScore forward = ForwardMode.of(runtime, proxy, low);
                PoisonScore difference = FiniteDifference.of(runtime, proxy, low, 1e-3)) {
            forward.newCache(2, 24);
            difference.newCache(2, 24);
            float[] exact = forward.step(0, golden.tokens(), new int[2], null)[1];
            assertThat(sine(difference.step(0, golden.tokens(), new int[2], null)[1], exact))
                    .isLessThan(2e-3);

            ScoreCheck check = new ScoreCheck(runtime, proxy, low, selected(golden));
            assertThat(check.distanceFromAutograd(10, done -> {})).isLessThan(1e-4);
            assertThat(check.finiteDifference(1e-3, NumberType.FP32).overVocabulary())
                    .isLessThan(2e-3);
            assertThat(check.distanceFrom(low)).isLessThan(1e-6);
            assertThat(check.distanceFrom(full)).isBetween(1e-3, 1.0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void aRankThatIsNoneIsRefused(int rank) {
        Golden golden = Golden.of("qwen2-proxy");
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection full = build(proxy, golden)) {
            assertThatThrownBy(() -> full.atRank(runtime, proxy, rank, selected(golden)))
                    .hasMessageContaining("for the rank");
        }
    }

    @Test
    void factorsThatDoNotBelongToTheProxyAreRefused() {
        String layer = "model.layers.0.mlp.up_proj.weight";
        assertRefused(tensors -> tensors.remove(layer + ".right"));
        assertRefused(tensors ->
                tensors.put(layer + ".left", tensors.get(layer + ".left").transpose()));
        assertRefused(tensors ->
                tensors.put(layer + ".right", tensors.get(layer + ".right").get("0:2")));
        assertRefused(tensors -> tensors.put("model.norm.weight.left", tensors.remove("model.norm.weight")));
        assertRefused(tensors -> tensors.get(layer + ".left").muli(Float.NaN));
    }

    private interface Damage {
        void doTo(Map<String, NDArray> tensors);
    }

    private void assertRefused(Damage damage) {
        Golden golden = Golden.of("qwen2-proxy");
        Path file = directory.resolve("poison.safetensors");
        try (LanguageModel proxy = golden.load(runtime);
                PoisonDirection full = build(proxy, golden);
                PoisonDirection made = full.atRank(runtime, proxy, 3, selected(golden));
                Parameters copy = made.tensors().copy()) {
            Map<String, NDArray> tensors = new HashMap<>();
            copy.names().forEach(name -> tensors.put(name, copy.get(name)));
            damage.doTo(tensors);
            made.save(file);
            SafetensorsWriter.write(file, tensors, SafetensorsFile.open(file).metadata());
            assertThatThrownBy(() -> PoisonDirection.load(runtime, file, proxy))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("antidistill poison");
        }
    }

    private static List<SelectedTokens> selected(Golden golden) {
        return golden.examples().stream().map(SelectedTokens::all).toList();
    }

    private static PoisonDirection build(LanguageModel proxy, Golden golden) {
        return PoisonDirectionBuilder.build(runtime, proxy, golden.examples(), done -> {});
    }
}
