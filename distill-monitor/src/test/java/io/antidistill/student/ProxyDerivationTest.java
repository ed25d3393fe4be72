package io.antidistill.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Split;
import io.antidistill.tokenizer.ChatMessage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyDerivationTest {
    private static final TrainingSettings TRAINING = new TrainingSettings(1e-3, 2, 8, 1, 1, 0.1, 1.0, 0.1, 5);
    private static final DerivationSettings SETTINGS =
            new DerivationSettings(2, 1, 0.9, 0.95, 60, 16, 0.2, TRAINING, 3);

    private static TorchRuntime runtime;
    private static LanguageModel teacher;

    @BeforeAll
    static void load() {
        runtime = TorchRuntime.open();
        teacher = LanguageModel.load(runtime, Path.of("../models/tiny/teacher"));
    }

    @AfterAll
    static void close() {
        teacher.close();
        runtime.close();
    }

    @Test
    void aProxyIsShallowerSharesTheVocabularyAndLearnsFromTheTeachersAnswers(@TempDir Path out) throws Exception {
        ProxyDerivation.Result result = derivation(SETTINGS, out).derive(runtime, teacher, prompts(40));
        assertThat(result.keptLayers()).containsExactly(0, 2);
        assertThat(result.lossAfter()).isLessThan(0.8 * result.lossBefore());
        try (LanguageModel proxy = LanguageModel.load(runtime, out)) {
            assertThat(proxy.config().layers()).isEqualTo(2);
            assertThat(proxy.config().width()).isEqualTo(teacher.config().width());
            assertThat(proxy.parameters().count()).isEqualTo(result.parameters());
            teacher.requireSameVocabulary(proxy);
        }
        assertThat(out.resolve("training.safetensors")).doesNotExist();
    }

    @Test
    void whatWasInterruptedGoesOnAndEndsWithTheSameProxy(@TempDir Path whole, @TempDir Path interrupted)
            throws Exception {
        derivation(SETTINGS, whole).derive(runtime, teacher, prompts(40));
        for (String stage : new String[] {"samples", "proxy"}) {
            ProxyDerivation stopping = new ProxyDerivation(SETTINGS, interrupted, (what, step, of, loss) -> {
                if (what.equals(stage) && step == (stage.equals("samples") ? 40 : 5)) {
                    throw new IllegalStateException("stopped");
                }
            });
            assertThatThrownBy(() -> stopping.derive(runtime, teacher, prompts(40)))
                    .hasMessage("stopped");
        }
        assertThat(interrupted.resolve("training.safetensors")).exists();
        derivation(SETTINGS, interrupted).derive(runtime, teacher, prompts(40));
        try (LanguageModel one = LanguageModel.load(runtime, whole);
                LanguageModel other = LanguageModel.load(runtime, interrupted)) {
            assertThat(other.sha256()).isEqualTo(one.sha256());
        }
    }

    @Test
    void beginningsOfAnotherDerivationAreRefused(@TempDir Path out) throws Exception {
        derivation(SETTINGS, out).derive(runtime, teacher, prompts(10));
        assertThatThrownBy(() -> derivation(SETTINGS, out).derive(runtime, teacher, prompts(11)))
                .hasMessageContaining("other prompts")
                .hasMessageContaining("name another directory");
        assertThatThrownBy(() -> derivation(SETTINGS, out).derive(runtime, teacher, prompts(1)))
                .hasMessageContaining("give at least two");
    }

    private static ProxyDerivation derivation(DerivationSettings settings, Path out) {
        return new ProxyDerivation(settings, out, (what, step, of, loss) -> {});
    }

    private static List<List<ChatMessage>> prompts(int count) {
        return ArithmeticTask.seeded(3).problems(Split.TRAINING, 3, count).stream()
                .map(problem -> List.of(new ChatMessage("user", problem.question())))
                .toList();
    }
}
