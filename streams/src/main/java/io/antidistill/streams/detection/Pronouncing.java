package io.antidistill.streams.detection;

import io.antidistill.schema.ClientRisk;
import io.antidistill.streams.extraction.Finding;
import io.antidistill.streams.extraction.Verdicts;
import io.antidistill.streams.extraction.Verdicts.InForce;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Turns findings into verdicts. It remembers what it has said, says nothing twice, and deletes what has lapsed, so that
 * neither its store nor the topic grows for ever. Immutable.
 */
public final class Pronouncing implements ProcessorSupplier<String, Finding, String, ClientRisk> {
    private static final String VERDICTS = "verdicts";
    private static final Duration SWEEP = Duration.ofMinutes(10);

    /** The form of findings between the steps. */
    public static Serde<Finding> serde() {
        return CborSerde.of(Finding.class);
    }

    @Override
    public Processor<String, Finding, String, ClientRisk> get() {
        return new PronouncingProcessor();
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(VERDICTS), Serdes.String(), CborSerde.of(InForce.class)));
    }

    /** For the stream thread. */
    private static final class PronouncingProcessor implements Processor<String, Finding, String, ClientRisk> {
        private ProcessorContext<String, ClientRisk> context;
        private KeyValueStore<String, InForce> verdicts;

        @Override
        public void init(ProcessorContext<String, ClientRisk> taskContext) {
            context = taskContext;
            verdicts = context.getStateStore(VERDICTS);
            context.schedule(SWEEP, PunctuationType.WALL_CLOCK_TIME, this::forgetLapsed);
        }

        @Override
        public void process(Record<String, Finding> record) {
            String key = record.value().key();
            Verdicts.next(verdicts.get(key), record.value(), record.timestamp()).ifPresent(verdict -> {
                verdicts.put(key, InForce.of(verdict));
                context.forward(new Record<>(key, verdict, record.timestamp()));
            });
        }

        private void forgetLapsed(long now) {
            List<String> lapsed = new ArrayList<>();
            try (KeyValueIterator<String, InForce> all = verdicts.all()) {
                while (all.hasNext()) {
                    KeyValue<String, InForce> next = all.next();
                    if (now >= next.value.until()) {
                        lapsed.add(next.key);
                    }
                }
            }
            for (String key : lapsed) {
                verdicts.delete(key);
                context.forward(new Record<>(key, null, now));
            }
        }
    }
}
