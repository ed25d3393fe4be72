package io.antidistill.monitor;

import io.antidistill.registry.RegistryUnreachableException;
import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics into the book. Partitions are assigned by hand, all of them: one monitor sees everything, and its
 * producer's transactional id makes sure that there is only one.
 *
 * <p>After a start it goes back a bounded stretch, so that the windows are rebuilt from the topics. The committed
 * offsets say what an earlier report has counted: what lies behind them fills windows, but starts no round. One thread
 * at a time.
 */
final class MonitorReader {
    private static final Logger log = LoggerFactory.getLogger(MonitorReader.class);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<String, Reader> readers = new HashMap<>();
    private final Map<TopicPartition, Long> counted = new HashMap<>();
    private final Map<TopicPartition, Long> endAtStart = new HashMap<>();
    private final MonitorBook book;
    private final String lambdaTopic;

    private record Reader(long lookBack, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> into) {}

    MonitorReader(
            Consumer<byte[], byte[]> consumer,
            Topics topics,
            MonitorConfig config,
            MonitorBook book,
            Inquiries asked,
            MonitorMetrics metrics) {
        this.consumer = consumer;
        // Transactions leave a marker in each partition, and several groups and purposes share one: look back amply.
        long windows = 16L * config.windowTraces();
        put(topics.traces(), windows, (trace, isNew) -> book.trace(trace, isNew));
        put(topics.traceAudit(), 3 * windows, (audit, isNew) -> book.audit(audit));
        put(topics.probeTraces(), 2 * windows + 64L * config.holdout(), (answer, isNew) -> {
            book.probeTrace(answer);
            asked.answered(answer);
        });
        put(topics.lambda(), Long.MAX_VALUE, (command, isNew) -> book.command(command));
        lambdaTopic = topics.lambda().name();
        this.book = book;
        put(topics.probeReports(), 1000, (report, isNew) -> {
            book.report(report);
            metrics.reported(report);
        });
    }

    private <V> void put(Topic<String, V> topic, long lookBack, BiConsumer<V, Boolean> into) {
        readers.put(topic.name(), new Reader(lookBack, record -> {
            if (record.value() != null) {
                V value = topic.valueSerde().deserializer().deserialize(topic.name(), record.value());
                into.accept(value, isNew(record));
            }
        }));
    }

    /** Takes all partitions and goes back as far as the windows need. */
    void start() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : readers.keySet()) {
            List<PartitionInfo> infos = consumer.partitionsFor(topic);
            if (infos == null || infos.isEmpty()) {
                throw missing(topic);
            }
            infos.forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        }
        consumer.assign(partitions);
        Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions);
        endAtStart.putAll(consumer.endOffsets(partitions));
        Map<TopicPartition, OffsetAndMetadata> committed =
                consumer.committed(Map.copyOf(begin).keySet());
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = committed.get(partition);
            counted.put(partition, offset == null ? 0 : offset.offset());
            long lookBack = readers.get(partition.topic()).lookBack();
            consumer.seek(partition, Math.max(begin.get(partition), endAtStart.get(partition) - lookBack));
        }
    }

    static IllegalStateException missing(String topic) {
        return new IllegalStateException(
                "topic " + topic
                        + " does not exist: start the streams service first, which creates the topics, or check the topic prefix");
    }

    /** Absorbs what has come. Returns how many records that were. */
    int poll(Duration wait) {
        int count = 0;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            absorb(record);
            count++;
        }
        return count;
    }

    private void absorb(ConsumerRecord<byte[], byte[]> record) {
        try {
            readers.get(record.topic()).into().accept(record);
            if (record.value() == null) {
                lost(record, "its command was deleted");
            }
        } catch (RegistryUnreachableException e) {
            // Nothing can be read without the registry, and what is skipped would be missing from a window: end here.
            throw e;
        } catch (SerializationException | IllegalArgumentException e) {
            log.warn(
                    "skipped a record of {}-{} at offset {}: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
            lost(record, "a command cannot be used: " + e.getMessage());
        }
    }

    private void lost(ConsumerRecord<byte[], byte[]> record, String why) {
        if (record.topic().equals(lambdaTopic) && record.key() != null) {
            book.commandLost(new String(record.key(), StandardCharsets.UTF_8), why);
        }
    }

    private boolean isNew(ConsumerRecord<byte[], byte[]> record) {
        return record.offset() >= counted.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L);
    }

    /** Whether everything that was there at the start has been read. */
    boolean caughtUp() {
        endAtStart.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        return endAtStart.isEmpty();
    }

    /** Where the next records will come from: what a round that starts now has counted. */
    Map<TopicPartition, OffsetAndMetadata> positions() {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            positions.put(partition, new OffsetAndMetadata(consumer.position(partition)));
        }
        return positions;
    }
}
