package io.antidistill.tests.chaos;

import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * What was asked, and what a read_committed consumer sees of it: traces, audits, dead letters, each with the moment when
 * it became visible. Thread-safe.
 */
final class Ledger implements AutoCloseable {
    /** A record as it came; read only when judged, so that a missing registry does not stop the watch. */
    record Entry(String topic, String promptId, byte[] value, long nanos, Instant at) {}

    private final Topics topics;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, Long> asked = new ConcurrentHashMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::follow, "ledger");
    private volatile boolean closed;
    private volatile long firstFault = Long.MAX_VALUE;

    Ledger(String bootstrap, Topics topics) {
        this.topics = topics;
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed", "fetch.max.wait.ms", 100),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = Stream.of(topics.traces(), topics.traceAudit(), topics.deadLetters())
                .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread.start();
    }

    void asked(String promptId) {
        asked.put(promptId, System.nanoTime());
    }

    /** From now on gaps count. */
    synchronized void fault() {
        firstFault = Math.min(firstFault, System.nanoTime());
    }

    /** Prompts with a visible trace or dead letter. */
    int ended() {
        return ended.size();
    }

    private void follow() {
        while (!closed) {
            poll();
        }
    }

    private synchronized void poll() {
        consumer.poll(Duration.ofMillis(20)).forEach(record -> {
            entries.add(new Entry(record.topic(), record.key(), record.value(), System.nanoTime(), Instant.now()));
            if (!record.topic().equals(topics.traceAudit().name())) {
                ended.add(record.key());
            }
        });
    }

    /** Reads on to the end as it is now. */
    synchronized void readToEnd() {
        Map<TopicPartition, Long> end = consumer.endOffsets(consumer.assignment());
        while (end.entrySet().stream().anyMatch(entry -> consumer.position(entry.getKey()) < entry.getValue())) {
            poll();
        }
    }

    Set<String> askedIds() {
        return new HashSet<>(asked.keySet());
    }

    <V> List<V> values(Topic<?, V> topic) {
        return entries(topic).stream()
                .map(entry -> topic.valueSerde().deserializer().deserialize(entry.topic(), entry.value()))
                .toList();
    }

    synchronized List<Entry> entries(Topic<?, ?> topic) {
        return entries.stream()
                .filter(entry -> entry.topic().equals(topic.name()))
                .toList();
    }

    /** The longest time without a visible trace while somebody waited for one, after the first fault. */
    Duration longestGap() {
        return Gaps.longest(asked, entries(topics.traces()), firstFault);
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
        consumer.close();
    }
}
