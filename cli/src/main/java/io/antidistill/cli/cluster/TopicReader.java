package io.antidistill.cli.cluster;

import io.antidistill.schema.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;

/**
 * Reads whole topics from their beginning, committed records only. Values stay bytes, so that one bad record does not
 * block the rest. For one thread.
 */
public final class TopicReader implements AutoCloseable {
    /** A record as it lies in the topic. */
    public record RawRecord(ConsumerRecord<byte[], byte[]> whole) {
        public String topic() {
            return whole.topic();
        }

        /** The key as text; null if there is none. */
        public String key() {
            return whole.key() == null ? null : new String(whole.key(), StandardCharsets.UTF_8);
        }

        public byte[] value() {
            return whole.value();
        }

        /** The value of a header as text; null if there is none. */
        public String header(String name) {
            Header header = whole.headers().lastHeader(name);
            return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
        }
    }

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions = new ArrayList<>();

    private TopicReader(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * A reader at the beginning of these topics.
     *
     * @throws UnknownTopicOrPartitionException if one does not exist
     * @throws org.apache.kafka.common.errors.TimeoutException if the cluster does not answer
     */
    public static TopicReader open(Cluster cluster, Collection<? extends Topic<?, ?>> topics) {
        TopicReader reader = new TopicReader(cluster.consumer());
        try {
            topics.forEach(topic -> reader.add(topic.name()));
            reader.consumer.assign(reader.partitions);
            reader.consumer.seekToBeginning(reader.partitions);
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
        return reader;
    }

    private void add(String topic) {
        // listTopics does not make a broker create the topic, as asking for its partitions may.
        List<PartitionInfo> found = consumer.listTopics().get(topic);
        if (found == null) {
            throw new UnknownTopicOrPartitionException("there is no topic " + topic + ".");
        }
        found.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }

    /** The next records, after at most {@code patience}; empty if there are none yet. */
    public List<RawRecord> poll(Duration patience) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(patience);
        List<RawRecord> found = new ArrayList<>(records.count());
        records.forEach(r -> found.add(new RawRecord(r)));
        return found;
    }

    /** Everything up to the present end. */
    public List<RawRecord> readToEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<RawRecord> found = new ArrayList<>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            found.addAll(poll(Duration.ofMillis(200)));
        }
        return found;
    }

    /** Whether everything that was there at some moment of this call has been returned. */
    public boolean atEnd() {
        return consumer.endOffsets(partitions).entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Makes a poll on another thread end at once. The only method that another thread may call. */
    public void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
