package io.antidistill.probe;

import java.util.List;

/**
 * Makes students and examines them. Every student starts from the same base and sees its lessons in an order that
 * depends on the seed alone, so scores differ only by what was learned. One thread at a time.
 */
public interface Students extends AutoCloseable {
    /** Architecture of the students, for reports. */
    String architecture();

    /** Examines the base as it is. */
    StudentScore undistilled(Exam exam);

    /**
     * Distills a fresh student from the lessons and examines it.
     *
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    StudentScore distilled(List<Lesson> lessons, Exam exam, long seed);

    @Override
    void close();
}
