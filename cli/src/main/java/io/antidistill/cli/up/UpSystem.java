package io.antidistill.cli.up;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.Endpoints;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.local.EmbeddedBroker;
import io.antidistill.cli.local.EmbeddedRegistry;
import io.antidistill.cli.models.LoadedModels;
import io.antidistill.engine.GenerationEngine;
import io.antidistill.model.TorchRuntime;
import io.antidistill.monitor.MonitorApp;
import io.antidistill.monitor.MonitorConfig;
import io.antidistill.monitor.MonitorProperties;
import io.antidistill.schema.PromptEvent;
import io.antidistill.streams.ExtractionApp;
import io.antidistill.streams.Health;
import io.antidistill.streams.ProtectionConfig;
import io.antidistill.streams.StreamsApp;
import io.antidistill.streams.generation.GenerationSettings;
import io.antidistill.streams.generation.PromptEncoder;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Broker, registry, stream, monitor and prompts in this process. Built up in {@link #start} in the order in which the
 * parts need each other, taken down in the reverse order.
 */
final class UpSystem implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UpSystem.class);

    /** Two partitions: what one instance does with several partitions is seen from the first run on. */
    private static final int PARTITIONS = 2;

    private static final Duration START_PATIENCE = Duration.ofSeconds(90);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private Cluster cluster;
    private StreamsApp streams;
    private MonitorApp monitor;
    private Feeder feeder;
    private TopicWatch watch;

    private UpSystem() {}

    /**
     * Starts everything; what was started before an error is stopped again.
     *
     * @param say hears what is being done
     * @throws CommandFailure or another exception with a one-line message, if a part cannot start
     */
    static UpSystem start(UpSettings settings, DataDirectory data, MeterRegistry meters, Consumer<String> say)
            throws Exception {
        UpSystem system = new UpSystem();
        try {
            Iterator<PromptEvent> prompts = prompts(settings);
            say.accept("Loading the models ...");
            TorchRuntime runtime = system.keep(TorchRuntime.open());
            LoadedModels models = system.keep(LoadedModels.load(
                    runtime,
                    settings.teacher(),
                    settings.proxies(),
                    settings.dtype().orElse(null)));
            say.accept("Starting broker and registry ...");
            system.startCluster(settings, data);
            say.accept(settings.monitored() ? "Starting the stream and the monitor ..." : "Starting the stream ...");
            system.startStream(settings, data, runtime, models, meters);
            if (settings.monitored()) {
                system.startMonitor(settings, runtime, meters, say);
            }
            Set<String> unanswered = ConcurrentHashMap.newKeySet();
            system.watch = system.keep(TopicWatch.start(system.cluster, unanswered::remove));
            system.feeder = system.keep(Feeder.start(system.cluster, prompts, settings.rate(), unanswered));
            return system;
        } catch (Exception e) {
            system.close();
            throw e;
        }
    }

    private static Iterator<PromptEvent> prompts(UpSettings settings) throws IOException {
        return settings.prompts().isPresent()
                ? settings.prompts().get().iterator()
                : PromptSource.samples(settings.samples());
    }

    private void startCluster(UpSettings settings, DataDirectory data) throws IOException {
        EmbeddedBroker broker = keep(new EmbeddedBroker(data.broker(), settings.brokerPort()));
        EmbeddedRegistry registry =
                keep(new EmbeddedRegistry(data.broker(), broker.bootstrap(), settings.registryPort()));
        cluster = Cluster.of(new Endpoints(broker.bootstrap(), registry.url(), ""), settings.further());
        TopicSetup.ensure(cluster, PARTITIONS, (short) 1);
        cluster.endpoints().write(data.path());
    }

    private void startStream(
            UpSettings settings, DataDirectory data, TorchRuntime runtime, LoadedModels models, MeterRegistry meters)
            throws IOException, InterruptedException {
        GenerationEngine engine = keep(models.start(settings.size().of(models), runtime));
        // A fixed instance name and stores in memory: after a crash the next run goes on within seconds.
        ProtectionConfig protection = ProtectionConfig.of(
                        cluster.endpoints().bootstrapServers(), data.streams(), data.salt())
                .withInstanceId("up")
                .withGeneration(GenerationSettings.defaults().with(GenerationSettings.Storage.MEMORY));
        streams = keep(StreamsApp.start(
                protection,
                engine,
                PromptEncoder.of(models.teacher()),
                models.identity(),
                cluster.topics(),
                cluster.properties(),
                meters));
        if (!streams.awaitRunning(START_PATIENCE)) {
            throw new CommandFailure("the stream did not start within %d s (%s). See the log in %s."
                    .formatted(START_PATIENCE.toSeconds(), streams.health().state(), data.logs()));
        }
        if (settings.detecting()) {
            keep(ExtractionApp.start(protection, cluster.topics(), cluster.properties(), meters));
        }
    }

    private void startMonitor(UpSettings settings, TorchRuntime runtime, MeterRegistry meters, Consumer<String> say) {
        Properties properties = MonitorSetup.properties(settings, cluster.properties());
        MonitorConfig config = MonitorProperties.read(properties, settings.student());
        MonitorSetup.remark(settings, config).ifPresent(say);
        monitor = keep(MonitorApp.start(config, cluster.topics(), properties, runtime, meters));
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    Endpoints endpoints() {
        return cluster.endpoints();
    }

    Tally tally() {
        return watch.tally();
    }

    /** Throws if a part has failed, in words for people. */
    void check() {
        Health health = streams.health();
        if (!health.live()) {
            throw new CommandFailure("the stream has stopped: %s. See the log."
                    .formatted(health.lastProblem().orElse("state " + health.state())));
        }
        if (monitor != null && monitor.ended().isDone()) {
            monitor.ended().join();
        }
        feeder.check();
        watch.check();
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} did not close cleanly", part.getClass().getSimpleName(), e);
            }
        }
    }
}
