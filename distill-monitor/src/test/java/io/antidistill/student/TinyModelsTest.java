package io.antidistill.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TinyModelsTest {
    private static final TinyPlan.Amounts AMOUNTS = new TinyPlan.Amounts(2, 2, 2, 12);
    private static final TinyPlan SMALLEST = TinyPlan.of(2, 2, 2, AMOUNTS);

    @Test
    void modelsOfBeforeStayWhenTheTrainingIsInterrupted(@TempDir Path directory) throws Exception {
        Path out = Files.createDirectories(directory.resolve("models"));
        Files.writeString(Files.createDirectories(out.resolve("teacher")).resolve("config.json"), "the old one");
        try (TorchRuntime runtime = TorchRuntime.open()) {
            var models = new TinyModels(runtime, out, 3, (what, step, of, loss) -> {
                if (what.equals("poison")) {
                    throw new IllegalStateException("interrupted");
                }
            });
            assertThatThrownBy(() -> models.make(SMALLEST, "the command")).hasMessage("interrupted");
        }
        assertThat(out.resolve("teacher").resolve("config.json")).hasContent("the old one");
        assertThat(out.resolve("poison.safetensors")).doesNotExist();
    }

    @Test
    void aSmallPlanMakesEveryFile(@TempDir Path out) throws Exception {
        Set<String> stages = new ConcurrentSkipListSet<>();
        try (TorchRuntime runtime = TorchRuntime.open()) {
            new TinyModels(runtime, out, 3, (what, step, of, loss) -> stages.add(what)).make(SMALLEST, "the command");
            for (String name : new String[] {"teacher", "proxy", "student"}) {
                LanguageModel.load(runtime, out.resolve(name)).close();
            }
        }
        assertThat(stages).contains("teacher", "proxy", "student", "distilled student", "poison");
        assertThat(out.resolveSibling(out.getFileName() + ".unfinished")).doesNotExist();
        assertThat(out.resolve("poison.safetensors")).isNotEmptyFile();
        assertThat(Files.readAllLines(out.resolve("prompts.jsonl"))).hasSize(12);
        assertThat(out.resolve("README.md")).content().contains("    the command", "Seed 3", "| student base | 0.0 %");
    }

    @Test
    void theWorkedPlanGoesOnFromTheTinyTeacherAndTakesTheirProxyAsItIs(@TempDir Path out) throws Exception {
        Path tiny = Path.of("../models/tiny");
        try (TorchRuntime runtime = TorchRuntime.open()) {
            TinyFigures figures = new TinyModels(runtime, out, 3, (what, step, of, loss) -> {})
                    .make(TinyPlan.worked(tiny, 1, 1, AMOUNTS), "the command");
            assertThat(figures.teacher().free().right()).isEqualTo(AMOUNTS.testProblems());
            assertThat(sha256(runtime, out.resolve("proxy"))).isEqualTo(sha256(runtime, tiny.resolve("proxy")));
            assertThat(sha256(runtime, out.resolve("teacher"))).isNotEqualTo(sha256(runtime, tiny.resolve("teacher")));
            assertThat(sha256(runtime, out.resolve("student"))).isNotEqualTo(sha256(runtime, tiny.resolve("student")));
        }
        assertThat(out.resolve("README.md")).content().contains("worked digit by digit: 90 %", "as it is");
    }

    private static String sha256(TorchRuntime runtime, Path model) {
        try (LanguageModel loaded = LanguageModel.load(runtime, model)) {
            return loaded.sha256();
        }
    }
}
