package io.antidistill.streams.detection;

import io.antidistill.streams.extraction.Population;
import io.antidistill.streams.extraction.Scorer;
import io.antidistill.streams.extraction.Tally;
import org.apache.kafka.streams.state.WindowStore;

/** Tallies and population in window stores, whose retention bounds them. For the stream thread. */
final class WindowMemory implements Scorer.Memory {
    private static final String CLIENTS = "clients";

    private final WindowStore<String, Tally> tallies;
    private final WindowStore<String, Population> populations;

    WindowMemory(WindowStore<String, Tally> tallies, WindowStore<String, Population> populations) {
        this.tallies = tallies;
        this.populations = populations;
    }

    @Override
    public Tally tally(String subject, long slice) {
        Tally tally = slice < 0 ? null : tallies.fetch(subject, slice);
        return tally == null ? Tally.NONE : tally;
    }

    @Override
    public void put(String subject, long slice, Tally tally) {
        tallies.put(subject, tally, slice);
    }

    @Override
    public Population population(long slice) {
        Population population = slice < 0 ? null : populations.fetch(CLIENTS, slice);
        return population == null ? Population.NONE : population;
    }

    @Override
    public void put(long slice, Population population) {
        populations.put(CLIENTS, population, slice);
    }
}
