package io.antidistill.streams;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The Kafka Streams properties that follow from a configuration. Pure. */
final class KafkaSettings {
    /** Entries and traces are at most a record of the default size, but batches may be a little larger. */
    private static final int LARGEST_REQUEST = 2 * 1024 * 1024;

    private KafkaSettings() {}

    /** @param passedThrough the operator's own client properties; what exactly-once rests on cannot be changed by them */
    static Properties of(ProtectionConfig config, Properties passedThrough) {
        Properties settings = new Properties();
        // Latency: an answer is visible when its transaction commits.
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        settings.put(StreamsConfig.POLL_MS_CONFIG, 20);
        // A slowed-down task has at most these records in hand beyond its pending store.
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 100);
        settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 100);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // Until it is over, nobody has the work of a dead instance, nor a new thread that of a dead one. Kafka's 45 s
        // are long.
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), LARGEST_REQUEST);
        settings.put(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                Math.toIntExact(config.transactionTimeout().toMillis()));
        // Kafka Streams announces this as a later default, and warns at every start without it.
        settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        passedThrough.stringPropertyNames().forEach(key -> settings.put(key, passedThrough.getProperty(key)));

        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
        // The newer group protocol has no static membership, which a quick restart needs.
        settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        config.instanceId()
                .ifPresent(
                        id -> settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), id));
        return settings;
    }

    /** The same for a plain admin client. */
    static Map<String, Object> admin(ProtectionConfig config, Properties settings) {
        return new StreamsConfig(settings).getAdminConfigs(config.applicationId() + "-check");
    }
}
