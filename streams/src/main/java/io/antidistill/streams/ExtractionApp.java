package io.antidistill.streams;

import io.antidistill.schema.Topics;
import io.antidistill.streams.extraction.Observer;
import io.antidistill.streams.extraction.RiskThresholds;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running detector: an application of its own, so that whatever happens to it, prompts are answered and verdicts that
 * stand go on to count. Thread-safe.
 *
 * <p>{@code antidistill.extraction.running} is 1 while it works. Where a new thread cannot help it (missing rights) it
 * stops and says why in the log.
 */
public final class ExtractionApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExtractionApp.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    /** From how many tokens on an answer is worth stealing. */
    private static final int LONG_ANSWER_TOKENS = 200;

    private final KafkaStreams streams;

    private ExtractionApp(KafkaStreams streams) {
        this.streams = streams;
    }

    /**
     * Starts the detector; it joins its group in the background.
     *
     * @param config that of the stream whose traces it watches: its application id with {@code -extraction} is used
     * @param topics names and serdes; they must exist
     * @param kafka further Kafka client properties
     * @param meters where the metric goes
     */
    public static ExtractionApp start(ProtectionConfig config, Topics topics, Properties kafka, MeterRegistry meters) {
        Observer observer = new Observer(config.salt().keyFor("extraction"), LONG_ANSWER_TOKENS);
        KafkaStreams streams = new KafkaStreams(
                ExtractionTopology.of(topics, observer, RiskThresholds.defaults()), settings(config, kafka));
        streams.setUncaughtExceptionHandler(new ThreadDeaths());
        streams.setStateListener((now, before) -> LOG.info("detector is {} (was {})", now, before));
        Gauge.builder("antidistill.extraction.running", streams, s -> s.state().isRunningOrRebalancing() ? 1 : 0)
                .description("1 while the extraction detector works")
                .register(meters);
        streams.start();
        return new ExtractionApp(streams);
    }

    static Properties settings(ProtectionConfig config, Properties kafka) {
        Properties settings = KafkaSettings.of(config, kafka);
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId() + "-extraction");
        // A verdict passes four topics; it need not be there within the second, and commits cost.
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1000);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        return settings;
    }

    /** Stops; what it has counted stays in its topics. May be called again. */
    @Override
    public void close() {
        if (!streams.close(CLOSE_TIMEOUT)) {
            LOG.warn("the detector did not stop within {}; it goes on from its last commit", CLOSE_TIMEOUT);
        }
    }
}
