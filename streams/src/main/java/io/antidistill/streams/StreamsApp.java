package io.antidistill.streams;

import io.antidistill.engine.TraceGenerator;
import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import io.antidistill.streams.generation.GenerationStage;
import io.antidistill.streams.generation.LastAttempts;
import io.antidistill.streams.generation.ModelIdentity;
import io.antidistill.streams.generation.PromptEncoder;
import io.antidistill.streams.generation.StreamMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running stream. Close it before the engine that it uses. Thread-safe.
 *
 * <p>A stream thread that dies is replaced: the transaction that it was in never happened, and the new thread takes the
 * pending prompts up. Where a new thread cannot help (missing rights, missing topics) the stream stops and says why.
 */
public final class StreamsApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsApp.class);
    private static final String SET_BACK =
            "the system's clock was set back, and timers and commits would wait until it has caught up";
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final KafkaStreams streams;
    private final KafkaStreamsMetrics kafkaMetrics;
    private final StreamMetrics metrics;
    private final TraceGenerator engine;
    private final ThreadDeaths deaths = new ThreadDeaths();
    private final WallClock clock = WallClock.system();
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    private StreamsApp(KafkaStreams streams, TraceGenerator engine, StreamMetrics metrics, MeterRegistry meters) {
        this.streams = streams;
        this.engine = engine;
        this.metrics = metrics;
        this.kafkaMetrics = new KafkaStreamsMetrics(streams);
        kafkaMetrics.bindTo(meters);
        streams.setUncaughtExceptionHandler(deaths);
        streams.setStateListener((now, before) -> {
            LOG.info("stream is {} (was {})", now, before);
            if (now == KafkaStreams.State.RUNNING) {
                running.countDown();
            }
            if (now.hasCompletedShutdown()) {
                running.countDown();
                stopped.countDown();
            }
        });
    }

    /**
     * Starts the stream; it joins its group in the background.
     *
     * @param config how it runs
     * @param engine answers prompts; stays the caller's
     * @param encoder the teacher's template and tokenizer
     * @param models what the engine runs, for the records
     * @param topics names and serdes; all topics must exist
     * @param kafka further Kafka client properties
     * @param meters where metrics go
     * @throws MissingTopicsException if topics are missing
     * @throws KafkaException if the cluster cannot be reached or a property is wrong
     */
    public static StreamsApp start(
            ProtectionConfig config,
            TraceGenerator engine,
            PromptEncoder encoder,
            ModelIdentity models,
            Topics topics,
            Properties kafka,
            MeterRegistry meters) {
        return startWith(KafkaSettings.of(config, kafka), config, engine, encoder, models, topics, meters);
    }

    /** With settings as they are: only the fault suite's control goes below exactly-once, no operator can. */
    static StreamsApp startWith(
            Properties settings,
            ProtectionConfig config,
            TraceGenerator engine,
            PromptEncoder encoder,
            ModelIdentity models,
            Topics topics,
            MeterRegistry meters) {
        requireTopics(config, topics, settings);
        StreamMetrics metrics = new StreamMetrics(meters);
        engine.listen(metrics.engine());
        LastAttempts lastAttempts = new LastAttempts();
        var topology = ProtectionTopology.of(
                topics,
                (channel, sinks) -> new GenerationStage(
                        channel,
                        sinks,
                        engine,
                        encoder,
                        models,
                        config.salt(),
                        topics,
                        config.generation(),
                        metrics,
                        lastAttempts));
        KafkaStreams streams = new KafkaStreams(topology, settings);
        StreamsApp app = new StreamsApp(streams, engine, metrics, meters);
        streams.start();
        return app;
    }

    private static void requireTopics(ProtectionConfig config, Topics topics, Properties settings) {
        try (Admin admin = Admin.create(KafkaSettings.admin(config, settings))) {
            Set<String> existing = admin.listTopics().names().get();
            List<String> missing = needed(topics)
                    .map(Topic::name)
                    .filter(name -> !existing.contains(name))
                    .toList();
            if (!missing.isEmpty()) {
                throw new MissingTopicsException(missing);
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "cannot reach Kafka at " + config.bootstrapServers() + ": "
                            + e.getCause().getMessage() + "; check the address and the security settings",
                    e.getCause());
        }
    }

    private static Stream<Topic<?, ?>> needed(Topics topics) {
        return Stream.of(
                topics.prompts(),
                topics.probePrompts(),
                topics.policies(),
                topics.lambda(),
                topics.killSwitches(),
                topics.clientRisk(),
                topics.traces(),
                topics.probeTraces(),
                topics.traceAudit(),
                topics.deadLetters());
    }

    /**
     * Waits until prompts are being read.
     *
     * @return false if it is not so by then, or the stream has stopped
     */
    public boolean awaitRunning(Duration patience) throws InterruptedException {
        return running.await(patience.toMillis(), TimeUnit.MILLISECONDS)
                && streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Waits until the stream has stopped, by {@link #close} or because it had to. */
    public void awaitStopped() throws InterruptedException {
        stopped.await();
    }

    /** How it is now. */
    public Health health() {
        boolean setBack = clock.wasSetBack();
        return new Health(
                streams.state().name(),
                streams.state().isRunningOrRebalancing() && engine.healthy() && !setBack,
                engine.healthy(),
                metrics.pending(),
                deaths.count(),
                setBack ? Optional.of(SET_BACK) : deaths.last());
    }

    /** Stops reading, commits what is finished, and leaves the rest pending. May be called again. */
    @Override
    public void close() {
        if (!streams.close(CLOSE_TIMEOUT)) {
            LOG.warn(
                    "the stream did not stop within {}; what was not committed is done again at the next start",
                    CLOSE_TIMEOUT);
        }
        kafkaMetrics.close();
    }
}
