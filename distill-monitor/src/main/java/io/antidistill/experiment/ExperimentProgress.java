package io.antidistill.experiment;

/** Hears how far an experiment is, on the thread that runs it. */
@FunctionalInterface
public interface ExperimentProgress {
    /**
     * @param done of the total
     * @param total of what was not there yet
     * @param doing what is being done now, for people
     */
    void at(long done, long total, String doing);
}
