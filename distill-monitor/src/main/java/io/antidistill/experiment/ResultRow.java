package io.antidistill.experiment;

/** What one arm gave with one seed. Implementations are records of plain numbers, so that they can be written down and read back. */
public interface ResultRow {
    /** The arm's label. */
    String arm();

    /** Which repetition; 0 where there is only one. */
    int seed();
}
