package io.antidistill.probe;

import java.util.List;

/** What a thief does to the traces before a student learns from them. Implementations are pure and thread-safe. */
public interface Attack {
    /** The name in reports. */
    String name();

    /** The lessons that the student is given, in order; never more than the thief has. */
    List<Lesson> prepare(List<Lesson> traces);

    /** Learns from everything as it came. */
    static Attack plain() {
        return new Attack() {
            @Override
            public String name() {
                return "plain";
            }

            @Override
            public List<Lesson> prepare(List<Lesson> traces) {
                return List.copyOf(traces);
            }
        };
    }
}
