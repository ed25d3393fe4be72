package io.antidistill.cli.cluster;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.schema.Topic;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A compacted topic as a table: reads the latest value of each key, writes one. */
public final class LatestValues {
    private LatestValues() {}

    /** The latest value per key, sorted by key; deleted keys are left out. */
    public static <V> Map<String, V> read(Cluster cluster, Topic<String, V> topic) {
        Map<String, V> values = new TreeMap<>();
        readRaw(cluster, topic)
                .forEach((key, raw) ->
                        values.put(key, topic.valueSerde().deserializer().deserialize(topic.name(), raw)));
        return values;
    }

    /** The same as bytes, whether or not they can be read. */
    public static Map<String, byte[]> readRaw(Cluster cluster, Topic<String, ?> topic) {
        Map<String, byte[]> values = new TreeMap<>();
        try (TopicReader reader = TopicReader.open(cluster, List.of(topic))) {
            // Equal keys share a partition, and offsets order them there.
            reader.readToEnd().stream()
                    .filter(record -> record.key() != null)
                    .sorted(Comparator.comparingLong(record -> record.whole().offset()))
                    .forEach(record -> {
                        if (record.value() == null) {
                            values.remove(record.key());
                        } else {
                            values.put(record.key(), record.value());
                        }
                    });
        }
        return values;
    }

    /**
     * Writes values, each under its key, and waits for the broker; null deletes a key.
     *
     * @throws CommandFailure if the broker does not take them
     */
    public static <V> void write(Cluster cluster, Topic<String, V> topic, Map<String, V> values) {
        try (KafkaProducer<String, V> producer = cluster.producer(topic)) {
            List<? extends java.util.concurrent.Future<?>> sent = values.entrySet().stream()
                    .map(entry -> producer.send(new ProducerRecord<>(topic.name(), entry.getKey(), entry.getValue())))
                    .toList();
            for (var acknowledgement : sent) {
                acknowledgement.get();
            }
        } catch (ExecutionException e) {
            throw new CommandFailure(
                    "the broker did not take a record for %s: %s. Check the broker and its access rules."
                            .formatted(topic.name(), e.getCause().getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while writing to %s. Try again.".formatted(topic.name()), e);
        }
    }
}
