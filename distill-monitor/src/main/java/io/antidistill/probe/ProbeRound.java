package io.antidistill.probe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * One round of playing the thief: distill a student from the window by every attack, examine it, and place it between
 * the undistilled student and the one distilled from clean traces. One thread at a time.
 */
public final class ProbeRound {
    private final Students students;
    private final References references;
    private final List<Attack> attacks;
    private final ControlledBy controlledBy;
    private final RoundSettings settings;
    private final long seed;
    private final LongSupplier nanoTime;

    /** @param attacks at least one; the first is plain */
    public ProbeRound(
            Students students,
            References references,
            List<Attack> attacks,
            ControlledBy controlledBy,
            RoundSettings settings,
            long seed) {
        this(students, references, attacks, controlledBy, settings, seed, System::nanoTime);
    }

    ProbeRound(
            Students students,
            References references,
            List<Attack> attacks,
            ControlledBy controlledBy,
            RoundSettings settings,
            long seed,
            LongSupplier nanoTime) {
        if (attacks.isEmpty() || !attacks.get(0).name().equals(Attacks.plain().name())) {
            throw new IllegalArgumentException("invalid value " + attacks + " for attacks: the first must be plain");
        }
        this.students = students;
        this.references = references;
        this.attacks = List.copyOf(attacks);
        this.controlledBy = controlledBy;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.seed = seed;
    }

    /** As {@link #run(String, List, List, List, Exam)}, for a thief who asks as nobody else. */
    public ProbeResult run(String group, List<Lesson> window, List<Lesson> clean, Exam exam) {
        return run(group, window, List.of(), clean, exam);
    }

    /**
     * Runs the round. Window and clean references are cut to equal length, the latest of each, so that both students
     * have had as many lessons.
     *
     * @param group whose window it is; the clean reference is cached under this name
     * @param window what customers got, oldest first
     * @param candidates what some of its prompts were answered when they were asked as other clients
     * @param clean what an unprotected teacher says to the same prompts, oldest first
     * @throws IllegalArgumentException if the window or the clean references are empty
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public ProbeResult run(String group, List<Lesson> window, List<Lesson> candidates, List<Lesson> clean, Exam exam) {
        int lessons = Math.min(window.size(), clean.size());
        if (lessons == 0) {
            throw new IllegalArgumentException(
                    "a round needs traces and clean references, but has " + window.size() + " and " + clean.size());
        }
        StudentScore base = references.base(exam);
        StudentScore best = references.clean(group, latest(clean, lessons), exam);
        Loot loot = new Loot(latest(window, lessons), candidates, latest(clean, lessons), exam.holdout(), students);
        List<AttackScore> scores = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        Map<Curriculum, StudentScore> trained = new HashMap<>();
        long begun = nanoTime.getAsLong();
        for (Attack attack : attacks) {
            if (!scores.isEmpty()
                    && nanoTime.getAsLong() - begun >= settings.attackBudget().toNanos()) {
                skipped.add(attack.name());
                continue;
            }
            Curriculum given = attack.prepare(loot);
            String student = group + "/" + attack.name();
            // An attack that leaves everything as it is needs no second student, unless its student has a past of its
            // own.
            StudentScore score = students.areIncremental()
                    ? students.distilled(student, given, exam, seed)
                    : trained.computeIfAbsent(given, g -> students.distilled(g, exam, seed));
            scores.add(AttackScore.of(attack.name(), base, best, score, seed));
        }
        return new ProbeResult(students.architecture(), base, best, scores, skipped, worst(scores), controlledBy);
    }

    private Optional<ControlledFigure> worst(List<AttackScore> scores) {
        return scores.stream()
                .flatMap(score -> score.controlled(controlledBy, settings.pessimism()).stream())
                .max(Comparator.comparingDouble(ControlledFigure::actedOn));
    }

    private static List<Lesson> latest(List<Lesson> lessons, int count) {
        return lessons.subList(lessons.size() - count, lessons.size());
    }
}
