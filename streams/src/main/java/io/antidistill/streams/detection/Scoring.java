package io.antidistill.streams.detection;

import io.antidistill.schema.RiskLevel;
import io.antidistill.streams.extraction.Finding;
import io.antidistill.streams.extraction.Population;
import io.antidistill.streams.extraction.RiskThresholds;
import io.antidistill.streams.extraction.Scorer;
import io.antidistill.streams.extraction.Scorer.Scored;
import io.antidistill.streams.extraction.Sighting;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * A scoring step: its stores, and a processor per task. Immutable.
 *
 * @param name for the stores
 * @param thresholds what is much
 */
public record Scoring(String name, RiskThresholds thresholds)
        implements ProcessorSupplier<String, Sighting, String, Scored> {
    /** One slice more than is looked at, for what comes late. */
    private static final Duration RETENTION = Scorer.SLICE.multipliedBy(Scorer.SLICES + 1);

    public Scoring {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(thresholds, "thresholds");
    }

    @Override
    public Processor<String, Sighting, String, Scored> get() {
        return new ScoringProcessor(this);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(
                windows(tallyStore(), StoredTally.serde()),
                windows(populationStore(), CborSerde.of(long[].class, Population::of, Population::clients)));
    }

    /** What the next step counts: the frames that are not a tenant's own. */
    public static List<KeyValue<String, Sighting>> frames(Scored scored) {
        return scored.frames().stream()
                .map(frame -> KeyValue.pair(frame.key(), scored.sighting().of(frame)))
                .toList();
    }

    /** What is worth saying, keyed by whom it is about. */
    public static List<KeyValue<String, Finding>> findings(Scored scored) {
        if (scored.assessment().level() == RiskLevel.NORMAL) {
            return List.of();
        }
        Finding finding = Finding.of(scored.sighting(), scored.assessment());
        return List.of(KeyValue.pair(finding.key(), finding));
    }

    private String tallyStore() {
        return name + "-tallies";
    }

    private String populationStore() {
        return name + "-population";
    }

    private static <V> StoreBuilder<?> windows(String store, Serde<V> values) {
        return Stores.windowStoreBuilder(
                        Stores.persistentWindowStore(store, RETENTION, Scorer.SLICE, false), Serdes.String(), values)
                .withCachingEnabled();
    }

    /** For the stream thread. */
    private static final class ScoringProcessor implements Processor<String, Sighting, String, Scored> {
        private final Scoring step;
        private final Scorer scorer;
        private ProcessorContext<String, Scored> context;
        private WindowMemory memory;

        private ScoringProcessor(Scoring step) {
            this.step = step;
            this.scorer = new Scorer(step.thresholds);
        }

        @Override
        public void init(ProcessorContext<String, Scored> taskContext) {
            context = taskContext;
            memory = new WindowMemory(
                    context.getStateStore(step.tallyStore()), context.getStateStore(step.populationStore()));
        }

        @Override
        public void process(Record<String, Sighting> record) {
            context.forward(record.withValue(scorer.sighted(record.value(), record.timestamp(), memory)));
        }
    }
}
