package io.antidistill.streams.extraction;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Counts sightings in slices of time and assesses the subject's last day each time. Slices leave the day as they become
 * old, so what somebody did is forgotten. Holds no state of its own; as thread-safe as the memory given.
 */
public final class Scorer {
    /** Length of a slice. */
    public static final Duration SLICE = Duration.ofHours(4);

    /** Slices looked at, the current one among them: 24 to 28 hours. */
    public static final int SLICES = 7;

    private static final long LENGTH = SLICE.toMillis();
    private static final long FEWEST_FOR_PRODUCT = 20;

    private final RiskThresholds thresholds;

    public Scorer(RiskThresholds thresholds) {
        this.thresholds = thresholds;
    }

    /** Where tallies are kept. What is older than a day may be forgotten. */
    public interface Memory {
        /** {@link Tally#NONE} if there is none. */
        Tally tally(String subject, long slice);

        void put(String subject, long slice, Tally tally);

        /** {@link Population#NONE} if there is none. */
        Population population(long slice);

        void put(long slice, Population population);
    }

    /**
     * What a sighting led to.
     *
     * @param sighting what was seen
     * @param assessment of the subject's last day
     * @param frames whose use is to be counted next: for a tenant's sighting, the frames that are not the tenant's own
     */
    public record Scored(Sighting sighting, Assessment assessment, List<Subject> frames) {
        public Scored {
            Objects.requireNonNull(sighting, "sighting");
            Objects.requireNonNull(assessment, "assessment");
            frames = List.copyOf(frames);
        }
    }

    /**
     * Counts a prompt.
     *
     * @param at its time in milliseconds
     */
    public Scored sighted(Sighting sighting, long at, Memory memory) {
        Subject subject = sighting.subject();
        boolean client = subject.kind() == Subject.Kind.CLIENT;
        long slice = Math.floorDiv(at, LENGTH) * LENGTH;
        Tally counted = memory.tally(subject.key(), slice).plus(sighting);
        memory.put(subject.key(), slice, counted);
        if (client) {
            memory.put(slice, memory.population(slice).counted(counted.prompts()));
        }
        Tally day = Tally.NONE;
        long busiest = 0;
        for (int back = SLICES - 1; back >= 0; back--) {
            Tally tally = memory.tally(subject.key(), slice - back * LENGTH);
            busiest = Math.max(busiest, tally.prompts());
            day = day.plus(tally);
        }
        Population population = client ? population(slice, memory) : Population.NONE;
        Features features = Features.of(subject.kind(), day, busiest, population);
        return new Scored(sighting, RiskScore.of(features, thresholds), foreignFrames(sighting, day));
    }

    private static Population population(long slice, Memory memory) {
        Population day = Population.NONE;
        for (int back = 0; back < SLICES; back++) {
            day = day.plus(memory.population(slice - back * LENGTH));
        }
        return day;
    }

    /** A frame that makes up most of a tenant's use is the tenant's product, and judged with the tenant. */
    private static List<Subject> foreignFrames(Sighting sighting, Tally day) {
        if (sighting.subject().kind() != Subject.Kind.TENANT) {
            return List.of();
        }
        return sighting.frames().stream()
                .filter(frame ->
                        day.prompts() < FEWEST_FOR_PRODUCT || 2 * day.frames().atLeast(frame) < day.prompts())
                .map(Subject::frame)
                .toList();
    }
}
