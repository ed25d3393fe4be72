package io.antidistill.probe;

import io.antidistill.student.AnswerCue;
import io.antidistill.tokenizer.ChatMessage;
import java.util.List;

/**
 * Makes students and examines them. Every student starts from the same base, or goes on from where it was left, and sees
 * its lessons in an order that depends on the seed alone, so scores differ only by what was learned. One thread at a
 * time.
 */
public interface Students extends AutoCloseable {
    /** Architecture of the students, for reports. */
    String architecture();

    /** What makes a model that writes as these do come out with its answer. */
    AnswerCue answerCue();

    /** Examines the base as it is. */
    StudentScore undistilled(Exam exam);

    /**
     * Distills a fresh student from the lessons and examines it.
     *
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    StudentScore distilled(Curriculum curriculum, Exam exam, long seed);

    /** As {@link #distilled(Curriculum, Exam, long)}, with lessons that all count alike. */
    default StudentScore distilled(List<Lesson> lessons, Exam exam, long seed) {
        return distilled(Curriculum.of(lessons), exam, seed);
    }

    /** Whether students that have a name go on from where they were left. */
    default boolean areIncremental() {
        return false;
    }

    /**
     * As {@link #distilled(Curriculum, Exam, long)}, with a student that may go on from where it was left under this name.
     *
     * @param name whose student it is; has a meaning only where {@link #areIncremental} holds
     */
    default StudentScore distilled(String name, Curriculum curriculum, Exam exam, long seed) {
        return distilled(curriculum, exam, seed);
    }

    /**
     * How much each lesson surprises the base: nats per token, infinite for one that does not fit into its context.
     *
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    List<Double> losses(List<Lesson> lessons);

    /**
     * Where each lesson pulls the base: the cosine of its gradient with that of all of {@code aim} together, within -1
     * and 1; 0 for a lesson that does not fit into its context.
     *
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    List<Double> alignments(List<Lesson> lessons, List<Lesson> aim);

    /**
     * What the base itself answers.
     *
     * @param tau sampling temperature
     * @return one text for each conversation, in their order; cut off where an answer in the exam would be
     */
    List<String> answers(List<List<ChatMessage>> conversations, double tau);

    @Override
    void close();
}
