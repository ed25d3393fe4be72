package io.antidistill.tests;

import io.antidistill.schema.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Follows a topic from its beginning, committed records only. For one thread. */
final class CommittedReader<V> implements AutoCloseable {
    private final Topic<String, V> topic;
    private final KafkaConsumer<String, V> consumer;
    private final List<V> values = new ArrayList<>();

    CommittedReader(String bootstrap, Topic<String, V> topic) {
        this(properties(bootstrap), topic);
    }

    /** With client properties of any kind. */
    CommittedReader(Properties client, Topic<String, V> topic) {
        this.topic = topic;
        Properties properties = new Properties();
        properties.putAll(client);
        properties.put("isolation.level", "read_committed");
        consumer = new KafkaConsumer<>(
                properties, topic.keySerde().deserializer(), topic.valueSerde().deserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    private static Properties properties(String bootstrap) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        return properties;
    }

    /** Everything read so far, once that holds; an error if it does not come to hold in time. */
    List<V> until(Duration patience, Predicate<List<V>> enough) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!enough.test(values)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not enough on " + topic.name() + ": " + values.size() + " records");
            }
            consumer.poll(Duration.ofMillis(50)).forEach(record -> values.add(record.value()));
        }
        return List.copyOf(values);
    }

    /** Everything up to the end as it is now. */
    List<V> rest() {
        Map<TopicPartition, Long> end = consumer.endOffsets(consumer.assignment());
        while (end.entrySet().stream().anyMatch(entry -> consumer.position(entry.getKey()) < entry.getValue())) {
            consumer.poll(Duration.ofMillis(50)).forEach(record -> values.add(record.value()));
        }
        return List.copyOf(values);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
