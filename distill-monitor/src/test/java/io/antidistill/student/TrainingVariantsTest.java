package io.antidistill.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.Decoder;
import io.antidistill.model.LoraAdapter;
import io.antidistill.model.Parameters;
import io.antidistill.model.TorchRuntime;
import io.antidistill.weights.ModelConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dropout, packing, and going on after an interruption with them. */
class TrainingVariantsTest {
    private static final ModelConfig CONFIG = TrainerTest.CONFIG;
    private static final TrainingSettings PLAIN = new TrainingSettings(1e-2, 10, 4, 4, 4, 0.1, 1.0, 0.1, 5);
    private static final TrainingSettings DROPPING = PLAIN.withDropout(0.5);

    private static TorchRuntime runtime;
    private final List<CompletionExample> examples = TrainerTest.examples(10);
    private Parameters start;

    @BeforeAll
    static void open() {
        runtime = TorchRuntime.open();
    }

    @AfterAll
    static void close() {
        runtime.close();
    }

    @BeforeEach
    void initialise() {
        start = Parameters.initialise(runtime, CONFIG, 3);
    }

    @AfterEach
    void release() {
        start.close();
    }

    @Test
    void dropoutGivesAnotherStudentAndTheSameOneAgain() throws InterruptedException {
        String dropped = hashAfter(Trainer.lora(DROPPING));

        assertThat(hashAfter(Trainer.lora(DROPPING))).isEqualTo(dropped);
        assertThat(hashAfter(Trainer.lora(DROPPING.withSeed(6)))).isNotEqualTo(dropped);
        assertThat(hashAfter(Trainer.lora(PLAIN))).isNotEqualTo(dropped);
    }

    @Test
    void theHoldoutIsMeasuredWithoutDropout() throws InterruptedException {
        Trainer trainer = Trainer.lora(PLAIN.withDropout(0.9).withEpochs(40)).withHoldout(examples, 1000);
        try (Trained trained = trainer.train(runtime, CONFIG, start, examples);
                Decoder student = Decoder.of(runtime, CONFIG, trained.parameters())) {
            double loss = HoldoutLoss.of(runtime, student, examples);
            double last = trained.log().holdout().get(1).loss();

            assertThat(last).isCloseTo(loss, within(1e-5));
            assertThat(trained.log().recentTrainLoss(5))
                    .as("the training's own loss, under dropout")
                    .isGreaterThan(loss + 0.02);
        }
    }

    @Test
    void dropoutWithoutAnAdapterIsRefused() {
        assertThatThrownBy(() -> Trainer.fullFineTuning(DROPPING))
                .hasMessage("invalid value 0.5 for dropout: only an adapter's input is dropped; "
                        + "set it to 0, or train an adapter");
        assertThatThrownBy(() -> PLAIN.withDropout(1)).hasMessageContaining("invalid value 1.0 for dropout");
    }

    @Test
    void aBatchCountsTheSamePackedOrNot() throws InterruptedException {
        TrainingSettings oneStep = PLAIN.withEpochs(1).withBatchSize(examples.size());
        try (Trained packed =
                        Trainer.fullFineTuning(oneStep.withPacking(true)).train(runtime, CONFIG, start, examples);
                Trained plain = Trainer.fullFineTuning(oneStep).train(runtime, CONFIG, start, examples)) {
            assertThat(PackedRows.of(examples)).hasSizeLessThan(examples.size());
            assertThat(packed.log().trainLoss().get(0))
                    .isCloseTo(plain.log().trainLoss().get(0), within(1e-6));
        }
    }

    @Test
    void packedStudentsLearnAsWell() throws InterruptedException {
        TrainingSettings settings = PLAIN.withEpochs(30);
        try (Trained packed = Trainer.lora(settings.withPacking(true)).train(runtime, CONFIG, start, examples);
                Trained plain = Trainer.lora(settings).train(runtime, CONFIG, start, examples)) {
            assertThat(packed.log().recentTrainLoss(6)).isCloseTo(plain.log().recentTrainLoss(6), within(0.1));
        }
    }

    static List<Trainer> variants() {
        TrainingSettings packing = DROPPING.withPacking(true);
        return List.of(
                Trainer.lora(PLAIN),
                Trainer.lora(DROPPING),
                Trainer.lora(packing, LoraAdapter.ALL_PROJECTIONS.subList(0, 2)),
                Trainer.fullFineTuning(PLAIN.withPacking(true)));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void anInterruptedTrainingEndsWithTheSameStudent(Trainer trainer, @TempDir Path directory)
            throws InterruptedException {
        TrainingCheckpoint checkpoint = new TrainingCheckpoint(directory.resolve("state"), 1000, "identity");
        Trainer interrupted = trainer.withCheckpoint(checkpoint).withListener((step, steps, loss) -> {
            if (step == 7) {
                Thread.currentThread().interrupt();
            }
        });
        assertThatThrownBy(() -> hashAfter(interrupted)).isInstanceOf(InterruptedException.class);
        assertThat(Files.exists(checkpoint.file())).isTrue();

        assertThat(hashAfter(trainer.withCheckpoint(checkpoint))).isEqualTo(hashAfter(trainer));
    }

    @Test
    void whatIsOffIsNoPartOfTheSettingsAsJson() {
        ObjectMapper json = new ObjectMapper();
        JsonNode plain = json.valueToTree(PLAIN);
        JsonNode varied = json.valueToTree(DROPPING.withPacking(true));

        assertThat(plain.has("dropout") || plain.has("packing")).isFalse();
        assertThat(varied.get("dropout").doubleValue()).isEqualTo(0.5);
        assertThat(varied.get("packing").booleanValue()).isTrue();
    }

    private String hashAfter(Trainer trainer) throws InterruptedException {
        try (Trained trained = trainer.train(runtime, CONFIG, start, examples)) {
            return trained.parameters().sha256();
        }
    }
}
