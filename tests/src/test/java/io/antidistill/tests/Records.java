package io.antidistill.tests;

import io.antidistill.schema.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads topics from the beginning, committed records only. */
final class Records {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Records() {}

    /** The first record's value. */
    static <K, V> V first(String bootstrap, Topic<K, V> topic) {
        return first(bootstrap, topic, 1).get(0);
    }

    /** The values of the first {@code count} records; an error when they do not come. */
    static <K, V> List<V> first(String bootstrap, Topic<K, V> topic, int count) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        List<V> values = new ArrayList<>();
        try (KafkaConsumer<K, V> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                topic.keySerde().deserializer(),
                topic.valueSerde().deserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (values.size() < count) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(values.size() + " of " + count + " records on " + topic.name());
                }
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        return values.subList(0, count);
    }
}
