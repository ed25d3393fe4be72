package io.antidistill.monitor;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Which of several monitors works: Kafka's group protocol gives one of them the partitions of a topic, and whoever has
 * them is elected. Nothing is read. The others stand by until the elected one leaves, or falls silent for ten seconds.
 * One thread.
 *
 * <p>For a moment two may think that they are elected; the transactional id of the publisher lets only the later one
 * write.
 */
final class Election implements AutoCloseable {
    private static final int SESSION_MILLIS = 10_000;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private boolean elected;

    Election(Consumer<byte[], byte[]> consumer, String topic) {
        this.consumer = consumer;
        this.topic = topic;
        consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                elected = !partitions.isEmpty();
                consumer.pause(partitions);
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                // Every change of the group begins so; the elected one most likely gets them back.
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                elected = false;
            }
        });
    }

    /** @param kafka where the brokers are, and any other client property */
    static Election among(String groupId, String topic, Properties kafka) {
        Properties properties = new Properties();
        properties.putAll(kafka);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, groupId + "-election");
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, groupId + "-election");
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_MILLIS / 5);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, IncumbentAssignor.class.getName());
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return new Election(new KafkaConsumer<>(properties), topic);
    }

    /**
     * Nobody is elected over a topic that is not there.
     *
     * @throws IllegalStateException if the topic does not exist
     */
    void requireTopic() {
        List<PartitionInfo> partitions = consumer.partitionsFor(topic);
        if (partitions == null || partitions.isEmpty()) {
            throw MonitorReader.missing(topic);
        }
    }

    /** Hears what the group has decided, waiting for it no longer than this. Call it every few seconds at least. */
    boolean isElected(Duration wait) {
        consumer.poll(wait);
        return elected;
    }

    /** Lets {@link #isElected} end early, from any thread. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
