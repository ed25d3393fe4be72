package io.antidistill.model;

import static io.antidistill.model.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LossRowsTest {
    private static TorchRuntime runtime;

    @BeforeAll
    static void open() {
        runtime = TorchRuntime.open();
    }

    @AfterAll
    static void close() {
        runtime.close();
    }

    @Test
    void completionsOfARowFollowOneAnotherEachFromPositionZero() {
        SelectedTokens first = SelectedTokens.all(new CompletionExample(new int[] {1, 2, 3, 4}, 2));
        SelectedTokens second = SelectedTokens.all(new CompletionExample(new int[] {5, 6}, 1));
        SelectedTokens third = SelectedTokens.all(new CompletionExample(new int[] {7, 8, 9}, 1));

        LossRows rows = LossRows.of(List.of(List.of(first, second), List.of(third)), 10);

        assertThat(rows.tokens().numbers()).containsExactly(1, 2, 3, 5, 7, 8, 0, 0);
        assertThat(rows.positions().numbers()).containsExactly(0, 1, 2, 0, 0, 1, 0, 0);
        assertThat(rows.predicting()).containsExactly(1, 2, 3, 4, 5);
        assertThat(rows.targets()).containsExactly(3, 4, 6, 8, 9);
        assertThat(rows.longest()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("io.antidistill.model.Golden#all")
    void sharingRowsChangesNeitherLossNorGradients(Golden golden) {
        List<CompletionExample> examples = examples(golden);
        List<List<CompletionExample>> shared = List.of(examples.subList(0, 3), examples.subList(3, 5));
        List<List<CompletionExample>> alone = examples.stream().map(List::of).toList();
        try (LanguageModel model = golden.load(runtime);
                Parameters expected = gradients(model, alone);
                Parameters gradients = gradients(model, shared)) {
            double loss = loss(model, alone);
            assertThat(loss(model, shared)).isCloseTo(loss, within(1e-5 * loss));
            for (String name : expected.names()) {
                assertClose(
                        name,
                        gradients.get(name).toFloatArray(),
                        expected.get(name).toFloatArray());
            }
        }
    }

    @Test
    void aSharedRowMayBeLongerThanTheModelsContextButNoCompletion() {
        Golden golden = Golden.of("qwen2-proxy");
        try (LanguageModel model = golden.load(runtime)) {
            int most = model.config().maxPositions();
            CompletionExample full = new CompletionExample(new int[most + 1], 1);

            assertThat(loss(model, List.of(List.of(full, full)))).isFinite();
            assertThatThrownBy(() -> loss(model, List.of(List.of(new CompletionExample(new int[most + 2], 1)))))
                    .hasMessageContaining("invalid value " + (most + 1) + " for the number of tokens");
            assertThatThrownBy(() -> loss(model, List.of())).hasMessageContaining("number of rows");
        }
    }

    private static List<CompletionExample> examples(Golden golden) {
        List<CompletionExample> examples = new ArrayList<>(golden.examples());
        int[] ids = golden.tokens()[0];
        examples.add(new CompletionExample(Arrays.copyOf(ids, 7), 3));
        examples.add(new CompletionExample(Arrays.copyOfRange(ids, 4, 9), 1));
        examples.add(new CompletionExample(Arrays.copyOfRange(ids, 2, ids.length), 5));
        return examples.subList(examples.size() - 5, examples.size());
    }

    private static double loss(LanguageModel model, List<List<CompletionExample>> rows) {
        try (NDManager manager = runtime.newManager()) {
            return model.decoder().trainingLoss(manager, rows, Dropout.NONE).getFloat();
        }
    }

    private static Parameters gradients(LanguageModel model, List<List<CompletionExample>> rows) {
        try (Parameters weights = model.parameters().alias();
                Decoder decoder = Decoder.of(runtime, model.config(), weights);
                Gradients gradients = Gradients.on();
                NDManager manager = runtime.newManager()) {
            gradients.attach(weights);
            gradients.backward(decoder.trainingLoss(manager, rows, Dropout.NONE));
            return gradients.copy(runtime);
        }
    }
}
