package io.antidistill.streams.detection;

import io.antidistill.streams.extraction.DistinctCount;
import io.antidistill.streams.extraction.FrequentFrames;
import io.antidistill.streams.extraction.Spacing;
import io.antidistill.streams.extraction.Tally;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;

/** The form in which a tally is stored. Short names, because there are many of them. */
record StoredTally(
        long p, long l, long[] coverage, Map<Long, Long> frames, long[] accounts, long[] recent, long n, long[] sums) {

    static Serde<Tally> serde() {
        return CborSerde.of(StoredTally.class, StoredTally::tally, StoredTally::of);
    }

    private static StoredTally of(Tally tally) {
        return new StoredTally(
                tally.prompts(),
                tally.longAnswers(),
                tally.coverage().kept(),
                tally.frames().counts(),
                tally.accounts().kept(),
                tally.spacing().recent(),
                tally.spacing().count(),
                tally.spacing().powerSums());
    }

    private Tally tally() {
        return new Tally(
                p,
                l,
                DistinctCount.ofKept(coverage),
                FrequentFrames.of(frames),
                DistinctCount.ofKept(accounts),
                Spacing.of(recent, n, sums));
    }
}
