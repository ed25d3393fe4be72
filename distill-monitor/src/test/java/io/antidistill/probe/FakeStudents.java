package io.antidistill.probe;

import io.antidistill.student.AnswerCue;
import io.antidistill.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Students whose loss is 1 untaught, and lower the more of their lessons say "clean". */
final class FakeStudents implements Students {
    final List<List<Lesson>> taught = new ArrayList<>();
    final List<String> names = new ArrayList<>();
    boolean incremental;
    int exams;

    @Override
    public String architecture() {
        return "fake";
    }

    @Override
    public AnswerCue answerCue() {
        return new AnswerCue(" = \\boxed{", false);
    }

    @Override
    public StudentScore undistilled(Exam exam) {
        exams++;
        return new StudentScore(0, Double.NaN, 1.0, OptionalDouble.of(0.1));
    }

    @Override
    public StudentScore distilled(Curriculum curriculum, Exam exam, long seed) {
        List<Lesson> lessons = curriculum.lessons();
        taught.add(lessons);
        double clean = lessons.stream().filter(l -> l.text().contains("clean")).count() / (double) lessons.size();
        return new StudentScore(lessons.size(), 0.3, 1 - 0.6 * clean, OptionalDouble.of(0.1 + 0.5 * clean));
    }

    @Override
    public boolean areIncremental() {
        return incremental;
    }

    @Override
    public StudentScore distilled(String name, Curriculum curriculum, Exam exam, long seed) {
        names.add(name);
        return distilled(curriculum, exam, seed);
    }

    @Override
    public List<Double> losses(List<Lesson> lessons) {
        return lessons.stream().map(lesson -> (double) lesson.text().length()).toList();
    }

    @Override
    public List<Double> alignments(List<Lesson> lessons, List<Lesson> aim) {
        return lessons.stream()
                .map(lesson -> lesson.text().equals(aim.get(0).text()) ? 1.0 : -1.0)
                .toList();
    }

    /** Knows the answer to every question but those that ask for a lie, and says it plainly. */
    @Override
    public List<String> answers(List<List<ChatMessage>> conversations, double tau) {
        return conversations.stream()
                .map(conversation ->
                        conversation.get(0).content().startsWith("lie") ? "\\boxed{0}" : "plainly \\boxed{7}")
                .toList();
    }

    @Override
    public void close() {
        taught.clear();
    }
}
