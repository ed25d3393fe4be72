package io.antidistill.probe;

import java.util.List;

/**
 * What a thief has to work with. Immutable.
 *
 * @param traces what customers got, oldest first
 * @param candidates what some of the same prompts were answered when they were asked as other clients
 * @param clean as many clean traces that the thief could own: of another teacher, or from before the protection
 * @param aim clean traces of what the student is to be good at: the exam's, which is the best a thief could hope for
 * @param students judges traces by the student's base
 */
public record Loot(
        List<Lesson> traces, List<Lesson> candidates, List<Lesson> clean, List<Lesson> aim, Students students) {

    public Loot {
        traces = List.copyOf(traces);
        candidates = List.copyOf(candidates);
        clean = List.copyOf(clean);
        aim = List.copyOf(aim);
    }
}
