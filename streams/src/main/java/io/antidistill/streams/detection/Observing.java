package io.antidistill.streams.detection;

import io.antidistill.registry.RegistryUnreachableException;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.Topic;
import io.antidistill.streams.extraction.Observer;
import io.antidistill.streams.extraction.Sighting;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/** From published traces to sightings, keyed by their subject. For the stream thread. */
public final class Observing implements Processor<byte[], byte[], String, Sighting> {
    private final Topic<String, ProtectedTrace> traces;
    private final Observer observer;
    private ProcessorContext<String, Sighting> context;

    private Observing(Topic<String, ProtectedTrace> traces, Observer observer) {
        this.traces = traces;
        this.observer = observer;
    }

    /** A step per task. */
    public static ProcessorSupplier<byte[], byte[], String, Sighting> of(
            Topic<String, ProtectedTrace> traces, Observer observer) {
        return () -> new Observing(traces, observer);
    }

    /** The form of sightings between the steps. */
    public static Serde<Sighting> serde() {
        return CborSerde.of(Sighting.class);
    }

    @Override
    public void init(ProcessorContext<String, Sighting> taskContext) {
        context = taskContext;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        ProtectedTrace trace = read(record.value());
        if (trace == null || trace.getMessages().isEmpty()) {
            return;
        }
        long at = time(record.timestamp());
        for (Sighting sighting : observer.observe(
                trace.getTenant(), trace.getClient(), trace.getMessages(), trace.getCompletionTokens())) {
            context.forward(new Record<>(sighting.subject().key(), sighting, at));
        }
    }

    /** Null for what is no trace: only the stream writes the topic, and what others put there is not its business. */
    private ProtectedTrace read(byte[] value) {
        try {
            return value == null ? null : traces.valueSerde().deserializer().deserialize(traces.name(), value);
        } catch (RegistryUnreachableException e) {
            throw e;
        } catch (SerializationException e) {
            return null;
        }
    }

    /** A time from the future would make everything before it look too old to be counted. */
    private long time(long recorded) {
        long now = context.currentSystemTimeMs();
        return recorded < 0 ? now : Math.min(recorded, now);
    }
}
