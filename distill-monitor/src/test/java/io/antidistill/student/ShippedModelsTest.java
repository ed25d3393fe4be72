package io.antidistill.student;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Problem;
import io.antidistill.task.Split;
import io.antidistill.task.TaskTokenizerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The files in models/tiny, as they are shipped. */
class ShippedModelsTest {
    private static final Path MODELS = Path.of("../models/tiny");
    private static final int UNKNOWN = TaskTokenizerFiles.vocabulary().indexOf("<unk>");

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
    void theTeacherSolvesUnseenProblemsOfThreeSteps() {
        Evaluation evaluation = evaluate("teacher", ArithmeticTask.seeded(77).problems(Split.TEST, 3, 100));
        assertThat(evaluation.free().right()).isGreaterThanOrEqualTo(95);
        assertThat(evaluation.forced().right()).isGreaterThanOrEqualTo(95);
    }

    @Test
    void theStudentSolvesMostProblemsOfTwoSteps() {
        assertThat(rightOf40("student", 2)).isGreaterThan(24);
    }

    @Test
    void theBasesSolveFewProblemsOfThreeSteps() {
        assertThat(rightOf40("student", 3)).isLessThan(16);
        assertThat(rightOf40("proxy", 3)).isLessThan(16);
    }

    private static int rightOf40(String model, int steps) {
        return evaluate(model, ArithmeticTask.seeded(77).problems(Split.TEST, steps, 40))
                .free()
                .right();
    }

    @Test
    void theThreeModelsShareAVocabularyAndDifferInWidthAndDepth() {
        try (LanguageModel teacher = load("teacher");
                LanguageModel proxy = load("proxy");
                LanguageModel student = load("student")) {
            teacher.requireSameVocabulary(proxy);
            teacher.requireSameVocabulary(student);
            List<LanguageModel> models = List.of(teacher, proxy, student);
            assertThat(models).extracting(model -> model.config().width()).doesNotHaveDuplicates();
            assertThat(models).extracting(model -> model.config().layers()).doesNotHaveDuplicates();
        }
    }

    @Test
    void thePoisonDirectionBelongsToTheProxy() {
        try (LanguageModel proxy = load("proxy");
                PoisonDirection direction =
                        PoisonDirection.load(runtime, MODELS.resolve("poison.safetensors"), proxy)) {
            assertThat(direction.rawNorm()).isPositive();
        }
    }

    @Test
    void everyWordOfTheSamplePromptsIsKnownAndEveryIdItsOwn() throws IOException {
        List<JsonNode> prompts = prompts();
        Set<String> ids = new HashSet<>();
        Set<String> contexts = new TreeSet<>();
        try (LanguageModel teacher = load("teacher")) {
            for (JsonNode prompt : prompts) {
                ids.add(prompt.get("promptId").asText());
                contexts.add(prompt.get("context").asText());
                String question = prompt.at("/messages/0/content").asText();
                assertThat(teacher.tokenizer().encode(question)).doesNotContain(UNKNOWN);
            }
        }
        assertThat(ids).hasSize(prompts.size()).hasSizeGreaterThan(200);
        assertThat(contexts).containsExactly("evaluation", "premium", "reasoning-long", "short-answer", "suspicious");
    }

    @Test
    void allFilesTogetherStayBelowEightMegabytes() throws IOException {
        try (Stream<Path> files = Files.walk(MODELS)) {
            long bytes = files.mapToLong(
                            file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
            assertThat(bytes).isBetween(1_000_000L, 8_000_000L);
        }
    }

    private static Evaluation evaluate(String name, List<Problem> problems) {
        try (LanguageModel model = load(name);
                PlainAnswers answers = new PlainAnswers(runtime, model, 0.9, 0.95, 160, 4)) {
            return Evaluation.of(answers, model, problems, done -> {});
        }
    }

    private static LanguageModel load(String name) {
        return LanguageModel.load(runtime, MODELS.resolve(name));
    }

    private static List<JsonNode> prompts() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> prompts = new ArrayList<>();
        for (String line : Files.readAllLines(MODELS.resolve("prompts.jsonl"))) {
            prompts.add(json.readTree(line));
        }
        return prompts;
    }
}
