package io.antidistill.probe;

/** What a thief does to the traces before a student learns from them. Implementations are immutable and thread-safe. */
public interface Attack {
    /** The name in reports and settings. */
    String name();

    /**
     * The lessons that the student is given, in order; never more than the thief has.
     *
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    Curriculum prepare(Loot loot);
}
