package io.antidistill.probe;

import io.antidistill.task.Problem;
import java.util.List;

/**
 * What every student is measured on. Equal exams give comparable scores. Immutable.
 *
 * @param holdout clean teacher traces on prompts that no student learns from; gives the holdout loss
 * @param problems problems with known answers; gives the accuracy, empty where answers cannot be graded
 */
public record Exam(List<Lesson> holdout, List<Problem> problems) {

    public Exam {
        holdout = List.copyOf(holdout);
        problems = List.copyOf(problems);
        if (holdout.isEmpty()) {
            throw new IllegalArgumentException("invalid value [] for holdout: the loss needs at least one clean trace");
        }
    }
}
