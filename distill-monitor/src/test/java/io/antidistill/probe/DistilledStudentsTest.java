package io.antidistill.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.antidistill.model.LanguageModel;
import io.antidistill.model.LoraAdapter;
import io.antidistill.model.Parameters;
import io.antidistill.model.TorchRuntime;
import io.antidistill.student.Trained;
import io.antidistill.student.Trainer;
import io.antidistill.student.TrainingSettings;
import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Split;
import io.antidistill.task.TaskTokenizerFiles;
import io.antidistill.task.WorkedProblem;
import io.antidistill.tokenizer.ChatMessage;
import io.antidistill.weights.ModelConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistilledStudentsTest {
    private static final ProbeSettings SETTINGS = new ProbeSettings(6, 4, 8, 2e-2, 0.1, 8, 0.9, 0.95, 1);

    @TempDir
    static Path directory;

    private static TorchRuntime runtime;
    private static DistilledStudents students;
    private static Exam exam;

    @BeforeAll
    static void makeABase() throws Exception {
        runtime = TorchRuntime.open();
        TaskTokenizerFiles.write(directory);
        ModelConfig config = new ModelConfig(
                "llama",
                TaskTokenizerFiles.vocabulary().size(),
                16,
                1,
                2,
                2,
                8,
                32,
                96,
                1e-6,
                10_000,
                Optional.empty(),
                true,
                false,
                false,
                List.of(TaskTokenizerFiles.endId()));
        // An adapter cannot do much for random embeddings: the base has to have seen a little.
        TrainingSettings little = new TrainingSettings(1e-2, 2, 16, 1, 1, 0.1, 1.0, 0.1, 1);
        try (LanguageModel fresh =
                        LanguageModel.of(runtime, directory, config, Parameters.initialise(runtime, config, 1));
                Trained trained = Trainer.fullFineTuning(little)
                        .train(
                                runtime,
                                config,
                                fresh.parameters(),
                                DistilledStudents.examples(fresh, lessons(Split.PRETRAINING, 160)));
                LanguageModel base = LanguageModel.of(
                        runtime, directory, config, trained.parameters().copy())) {
            base.save(directory);
        }
        students = DistilledStudents.load(runtime, directory, SETTINGS);
        exam = new Exam(lessons(Split.HOLDOUT, 6), ArithmeticTask.seeded(1).problems(Split.TEST, 1, 4));
    }

    @AfterAll
    static void close() {
        students.close();
        runtime.close();
    }

    @Test
    void learnsFromItsLessonsAndRepeatsItselfExactly() {
        StudentScore base = students.undistilled(exam);
        StudentScore first = students.distilled(lessons(Split.TRAINING, 64), exam, 5);
        StudentScore again = students.distilled(lessons(Split.TRAINING, 64), exam, 5);

        assertThat(base.traces()).isZero();
        assertThat(first.traces()).isEqualTo(64);
        assertThat(first.holdoutLoss()).isLessThan(base.holdoutLoss() - 0.03);
        assertThat(first.trainLoss()).isFinite();
        assertThat(first.nats()).hasSize(6).doesNotHaveDuplicates();
        assertThat(first.right()).hasSize(4);
        assertThat(first.course()).hasSizeGreaterThan(3);
        assertThat(first.course().get(0).trainLoss()).isEmpty();
        assertThat(first.course().get(0).holdoutLoss()).isCloseTo(base.holdoutLoss(), within(1e-4));
        assertThat(last(first.course()).holdoutLoss()).isCloseTo(first.holdoutLoss(), within(1e-4));
        assertThat(last(first.course()).trainLoss()).isPresent();
        assertThat(first.accuracy()).isPresent();
        assertThat(again).isEqualTo(first);
        assertThat(students.undistilled(exam)).as("the base stays as it is").isEqualTo(base);
    }

    @Test
    void judgesLessonsByTheLossAndTheGradientOfTheBase() {
        List<Lesson> aim = exam.holdout();
        Lesson tooLong = Lesson.of(
                lessons(Split.TRAINING, 1).get(0).messages().get(0).content().repeat(10), "answer");

        assertThat(mean(students.losses(aim)))
                .isCloseTo(students.undistilled(exam).holdoutLoss(), within(0.2));
        assertThat(students.losses(List.of(tooLong))).containsExactly(Double.POSITIVE_INFINITY);
        assertThat(students.alignments(aim.subList(0, 1), aim.subList(0, 1)).get(0))
                .isCloseTo(1.0, within(1e-4));
        assertThat(students.alignments(lessons(Split.TRAINING, 4), aim))
                .allSatisfy(cosine -> assertThat(cosine).isBetween(0.05, 0.999));
        assertThat(students.alignments(List.of(tooLong), aim)).containsExactly(0.0);
    }

    @Test
    void answersInTheWordsOfTheBase() {
        List<List<ChatMessage>> questions = new ArrayList<>(
                lessons(Split.TEST, 2).stream().map(Lesson::messages).toList());
        questions.add(1, List.of(new ChatMessage("user", "How many are left? ".repeat(50))));

        List<String> answers = students.answers(questions, 0.3);

        assertThat(answers).hasSize(3);
        assertThat(answers.get(1)).as("the question fills the context").isEmpty();
        assertThat(answers.get(0)).isNotBlank();
        assertThat(answers.get(2)).isNotBlank();
        assertThat(students.answers(questions, 0.3)).isEqualTo(answers);
    }

    @Test
    void listensToLessonsByTheirWeights() {
        List<Lesson> lessons = new ArrayList<>(lessons(Split.TRAINING, 32));
        lessons.replaceAll(lesson -> lessons.indexOf(lesson) < 16
                ? lesson
                : new Lesson(lesson.messages(), "total ".repeat(20).strip()));

        StudentScore toSense = students.distilled(new Curriculum(lessons, weights(1, 1e-6)), exam, 5);
        StudentScore toNonsense = students.distilled(new Curriculum(lessons, weights(1e-6, 1)), exam, 5);

        assertThat(toSense.holdoutLoss()).isLessThan(toNonsense.holdoutLoss() - 0.1);
    }

    private static List<Double> weights(double firstHalf, double secondHalf) {
        List<Double> weights = new ArrayList<>(Collections.nCopies(16, firstHalf));
        weights.addAll(Collections.nCopies(16, secondHalf));
        return weights;
    }

    @Test
    void trainsEveryWeightWhereNoProjectionIsNamed() {
        try (DistilledStudents full = DistilledStudents.load(runtime, directory, settings(List.of(), false, 5e-3))) {
            StudentScore base = full.undistilled(exam);
            StudentScore taught = full.distilled(lessons(Split.TRAINING, 64), exam, 5);

            assertThat(taught.holdoutLoss()).isLessThan(base.holdoutLoss() - 0.03);
            assertThat(taught.holdoutLoss())
                    .isNotEqualTo(students.distilled(lessons(Split.TRAINING, 64), exam, 5)
                            .holdoutLoss());
            assertThat(full.undistilled(exam)).as("the base stays as it is").isEqualTo(base);
        }
    }

    @Test
    void anAdapterOnFewerProjectionsLearnsLess() {
        try (DistilledStudents narrow =
                DistilledStudents.load(runtime, directory, settings(List.of("v_proj"), false, 2e-2))) {
            assertThat(narrow.distilled(lessons(Split.TRAINING, 64), exam, 5).holdoutLoss())
                    .isGreaterThan(students.distilled(lessons(Split.TRAINING, 64), exam, 5)
                            .holdoutLoss());
        }
    }

    @Test
    void incrementalStudentsGoOnFromWhereTheyWereLeft() {
        Curriculum one = Curriculum.of(lessons(Split.TRAINING, 64).subList(0, 32));
        Curriculum other = Curriculum.of(lessons(Split.TRAINING, 64).subList(32, 64));
        try (DistilledStudents going =
                DistilledStudents.load(runtime, directory, settings(LoraAdapter.ALL_PROJECTIONS, true, 2e-2))) {
            StudentScore first = going.distilled("g/plain", one, exam, 5);
            StudentScore second = going.distilled("g/plain", other, exam, 5);

            assertThat(first).isEqualTo(students.distilled("g/plain", one, exam, 5));
            assertThat(second.holdoutLoss())
                    .isLessThan(first.holdoutLoss())
                    .isLessThan(students.distilled("g/plain", other, exam, 5).holdoutLoss());
            assertThat(second.course().get(0).holdoutLoss())
                    .as("begins where the first ended")
                    .isCloseTo(first.holdoutLoss(), within(1e-4));
            assertThat(going.distilled("h/plain", one, exam, 5))
                    .as("another name, another student")
                    .isEqualTo(first);
        }
    }

    @Test
    void loadsSeveralBasesOrNone() {
        assertThatThrownBy(() ->
                        DistilledStudents.loadAll(runtime, List.of(directory, directory.resolve("none")), SETTINGS))
                .hasMessageContaining("none");

        List<Students> two = DistilledStudents.loadAll(
                runtime,
                List.of(directory, Path.of("..", "models", "tiny", "proxy")),
                settings(LoraAdapter.ALL_PROJECTIONS, false, 2e-3));
        assertThat(two).extracting(Students::architecture).containsExactly("llama 1x16", "qwen2 1x48");
        assertThat(two).allSatisfy(each -> assertThat(
                        each.distilled(lessons(Split.TRAINING, 64), exam, 5).trainLoss())
                .as("learns its lessons by heart")
                .isLessThan(each.undistilled(exam).holdoutLoss()));
        two.forEach(Students::close);
    }

    @Test
    void nobodyGoesOnFromAStudentThatItsLastStepRuined() {
        Curriculum oneStep = Curriculum.of(lessons(Split.TRAINING, 4));
        Exam ungraded = new Exam(exam.holdout(), List.of());
        ProbeSettings wild = new ProbeSettings(
                1, 4, 8, LoraAdapter.ALL_PROJECTIONS, true, 1e30, 0.1, 8, 0.9, 0.95, 1, 0, false, null);
        try (DistilledStudents going = DistilledStudents.load(runtime, directory, wild)) {
            StudentScore ruined = going.distilled("g/plain", oneStep, ungraded, 5);
            StudentScore next = going.distilled("g/plain", oneStep, ungraded, 5);

            assertThat(ruined.holdoutLoss()).isNaN();
            assertThat(next.course().get(0).holdoutLoss())
                    .as("begins at the base again")
                    .isCloseTo(students.undistilled(ungraded).holdoutLoss(), within(1e-4));
        }
    }

    private static ProbeSettings settings(List<String> targets, boolean incremental, double rate) {
        return new ProbeSettings(6, 4, 8, targets, incremental, rate, 0.1, 8, 0.9, 0.95, 1, 0, false, null);
    }

    @Test
    void saysSoWhenAStudentDiverges() {
        ProbeSettings wild = new ProbeSettings(6, 4, 8, 1e30, 0.1, 8, 0.9, 0.95, 1);
        try (DistilledStudents hasty = DistilledStudents.load(runtime, directory, wild)) {
            assertThatThrownBy(() -> hasty.distilled(lessons(Split.TRAINING, 16), exam, 5))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageContaining("lower the learning rate");
        }
    }

    @Test
    void endsWithoutAStudentWhenItIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> students.distilled(lessons(Split.TRAINING, 64), exam, 5))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void cutsOffWhatIsLongerThanItsContext() {
        String endless = lessons(Split.TRAINING, 1).get(0).text().repeat(10);
        Lesson lesson = new Lesson(lessons(Split.TRAINING, 1).get(0).messages(), endless);

        assertThat(students.distilled(List.of(lesson, lesson), exam, 5).traces())
                .isEqualTo(2);
    }

    private static double mean(List<Double> figures) {
        return figures.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static CoursePoint last(List<CoursePoint> course) {
        return course.get(course.size() - 1);
    }

    private static List<Lesson> lessons(Split split, int count) {
        return ArithmeticTask.seeded(3).worked(split, 1, count).stream()
                .map(DistilledStudentsTest::lesson)
                .toList();
    }

    private static Lesson lesson(WorkedProblem worked) {
        return Lesson.of(worked.problem().question(), worked.trace());
    }
}
