package io.antidistill.monitor;

import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.ProbePrompt;
import io.antidistill.schema.ProbeReport;
import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes by transactions, each wholly or not at all. Another monitor with the same group id fences this one off. One
 * thread at a time.
 */
final class MonitorPublisher {
    private static final Logger log = LoggerFactory.getLogger(MonitorPublisher.class);

    private final Producer<byte[], byte[]> producer;
    private final Topics topics;

    MonitorPublisher(Producer<byte[], byte[]> producer, Topics topics) {
        this.producer = producer;
        this.topics = topics;
    }

    void start() {
        producer.initTransactions();
    }

    /** Sends questions. False if it has to be tried again. */
    boolean ask(List<ProbePrompt> prompts) {
        List<ProducerRecord<byte[], byte[]>> records = prompts.stream()
                .map(prompt -> record(topics.probePrompts(), prompt.getPrompt().getPromptId(), prompt))
                .toList();
        return inTransaction(records, Map.of(), null);
    }

    /** Sends a command by itself. False if it has to be tried again. */
    boolean command(LambdaCommand command) {
        return inTransaction(List.of(record(topics.lambda(), command.getLambdaGroup(), command)), Map.of(), null);
    }

    /** Sends a round's report and command together with the offsets that it has counted. False: try again. */
    boolean publish(
            RoundOutcome outcome, Map<TopicPartition, OffsetAndMetadata> counted, ConsumerGroupMetadata consumerGroup) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (ProbeReport report : outcome.report().stream().toList()) {
            records.add(record(topics.probeReports(), report.getLambdaGroup(), report));
        }
        for (LambdaCommand command : outcome.command().stream().toList()) {
            records.add(record(topics.lambda(), command.getLambdaGroup(), command));
        }
        return inTransaction(records, counted, consumerGroup);
    }

    private <V> ProducerRecord<byte[], byte[]> record(Topic<String, V> topic, String key, V value) {
        return new ProducerRecord<>(
                topic.name(),
                key.getBytes(StandardCharsets.UTF_8),
                topic.valueSerde().serializer().serialize(topic.name(), value));
    }

    private boolean inTransaction(
            List<ProducerRecord<byte[], byte[]>> records,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata consumerGroup) {
        try {
            producer.beginTransaction();
            records.forEach(producer::send);
            if (!offsets.isEmpty()) {
                producer.sendOffsetsToTransaction(offsets, consumerGroup);
            }
            producer.commitTransaction();
            return true;
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new TakenOverException(
                    "another monitor of the same group has taken over: stop one of them, or give this one another group id",
                    e);
        } catch (AuthorizationException e) {
            throw e;
        } catch (KafkaException e) {
            log.warn("a transaction failed and will be tried again: {}", e.getMessage());
            producer.abortTransaction();
            return false;
        }
    }
}
