package io.antidistill.probe;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The two ends of the scale: the undistilled base, and a student distilled from clean traces of the same prompts. Both
 * cost a training or an exam, so they are kept until they no longer fit. Where students go on from where they were left,
 * the clean one does so with every new lesson. One thread at a time.
 */
public final class References {
    private final Students students;
    private final double renewShare;
    private final long seed;
    private final Map<String, CleanScore> clean = new HashMap<>();
    private Exam baseExam;
    private StudentScore base;

    private record CleanScore(Exam exam, Set<Lesson> lessons, StudentScore score) {}

    /**
     * @param renewShare the clean student is trained anew when more than this share of its lessons is new to it, or its
     *     number of lessons differs by more than this share
     */
    public References(Students students, double renewShare, long seed) {
        if (!(renewShare >= 0 && renewShare <= 1)) {
            throw new IllegalArgumentException(
                    "invalid value " + renewShare + " for renewShare: it must lie within 0 and 1");
        }
        this.students = students;
        this.renewShare = renewShare;
        this.seed = seed;
    }

    /** Score of the undistilled base. */
    public StudentScore base(Exam exam) {
        if (!exam.equals(baseExam)) {
            base = students.undistilled(exam);
            baseExam = exam;
        }
        return base;
    }

    /** Score of the student distilled from clean traces, cached per group. */
    public StudentScore clean(String group, List<Lesson> lessons, Exam exam) {
        CleanScore cached = clean.get(group);
        if (cached == null || !cached.exam().equals(exam) || outgrown(cached.lessons(), lessons)) {
            cached = new CleanScore(
                    exam,
                    new HashSet<>(lessons),
                    students.distilled(group + "/clean", Curriculum.of(lessons), exam, seed));
            clean.put(group, cached);
        }
        return cached.score();
    }

    private boolean outgrown(Set<Lesson> known, List<Lesson> lessons) {
        long unknown =
                lessons.stream().filter(lesson -> !known.contains(lesson)).count();
        int gone = Math.max(0, known.size() - lessons.size());
        double share = students.areIncremental() ? 0 : renewShare;
        return Math.max(unknown, gone) > share * known.size();
    }
}
