package io.antidistill.cli.cluster;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A Kafka cluster, its schema registry and this installation's topics on it. Immutable and thread-safe; nothing is
 * contacted until a client is used.
 */
public final class Cluster {
    private static final int REQUEST_MILLIS = 10_000;

    private final Endpoints endpoints;
    private final Map<String, Object> clientConfig;
    private final Topics topics;

    private Cluster(Endpoints endpoints, Map<String, Object> clientConfig, Topics topics) {
        this.endpoints = endpoints;
        this.clientConfig = Map.copyOf(clientConfig);
        this.topics = topics;
    }

    /**
     * A cluster at these addresses.
     *
     * @param further client properties of any kind; the addresses override them
     * @throws CommandFailure if the login among them cannot be read
     */
    public static Cluster of(Endpoints endpoints, Map<String, ?> further) {
        requireReadableLogin(further.get(SaslConfigs.SASL_JAAS_CONFIG));
        Map<String, Object> config = new HashMap<>(further);
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, endpoints.bootstrapServers());
        config.put("schema.registry.url", endpoints.schemaRegistry());
        return new Cluster(endpoints, config, Topics.of(endpoints.prefix(), config));
    }

    /** Kafka's own error would repeat parts of it, and with them the password. */
    private static void requireReadableLogin(Object login) {
        if (login == null || login.toString().contains("${")) {
            return;
        }
        try {
            JaasContext.loadClientContext(Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(login.toString())));
        } catch (RuntimeException e) {
            throw new CommandFailure("sasl.jaas.config cannot be read. Write it as: CLASS required username=\"...\""
                    + " password=\"...\"; with the quotes and the semicolon.");
        }
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    public Topics topics() {
        return topics;
    }

    /** Every client property, addresses included, for the services. */
    public Properties properties() {
        Properties properties = new Properties();
        properties.putAll(clientConfig);
        return properties;
    }

    /** An admin client that gives up after ten seconds. */
    public Admin admin() {
        Map<String, Object> config = impatient();
        config.putIfAbsent("default.api.timeout.ms", REQUEST_MILLIS);
        return Admin.create(config);
    }

    /** A producer that writes each record once and waits for all replicas. */
    public <K, V> KafkaProducer<K, V> producer(Topic<K, V> topic) {
        Map<String, Object> config = impatient();
        config.putIfAbsent(ProducerConfig.ACKS_CONFIG, "all");
        config.putIfAbsent(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, REQUEST_MILLIS);
        config.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * REQUEST_MILLIS);
        return new KafkaProducer<>(
                config, topic.keySerde().serializer(), topic.valueSerde().serializer());
    }

    /** A consumer of raw bytes outside every group; it sees committed records only. */
    KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> config = impatient();
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> impatient() {
        Map<String, Object> config = new HashMap<>(clientConfig);
        config.putIfAbsent(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        return config;
    }
}
