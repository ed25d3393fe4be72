package io.antidistill.cli.local;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * One Kafka broker, its own controller, in this process. Data and ports stay in the directory: a broker started there
 * again, after {@link #close} or after the process was killed, goes on with both. Thread-safe.
 *
 * <p>One process at a time may use a directory; see to that before starting.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private final KafkaRaftServer server;
    private final int port;

    /**
     * Starts a broker and returns once it answers.
     *
     * @param directory for its data; created where it is missing
     * @param port on the loopback interface; 0 for the one of last time or, at first, any free one
     * @throws LocalStartException if the directory cannot be written, the port is taken, or the data cannot be read
     */
    public EmbeddedBroker(Path directory, int port) {
        this(directory, port, Map.of());
    }

    /** @param overrides of the small broker's settings, to see how the stream does on another */
    EmbeddedBroker(Path directory, int port, Map<String, String> overrides) {
        LocalDirectory.prepare(directory);
        LocalPorts ports = new LocalPorts(directory);
        this.port = ports.choose("broker", port);
        int controllerPort = ports.choose("controller", 0);
        Path logDirectory = directory.resolve("log").toAbsolutePath();
        Properties settings = BrokerSettings.of(logDirectory, this.port, controllerPort);
        settings.putAll(overrides);
        try {
            boolean killed = StaleRegistration.in(logDirectory);
            formatOnce(logDirectory);
            if (killed) {
                StaleRegistration.remove(
                        BrokerSettings.controller(logDirectory, controllerPort),
                        BrokerSettings.address(controllerPort));
            }
            this.server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
            server.startup(); // returns when the controller has let the broker in
        } catch (Exception e) {
            throw new LocalStartException(
                    "the broker cannot start in " + directory + ": " + e
                            + "; if the data is damaged, move the directory away and start afresh",
                    e);
        }
    }

    /** What {@code kafka-storage.sh format} does; an end in the middle is made good by doing it again. */
    private static void formatOnce(Path logDirectory) throws Exception {
        if (Files.exists(logDirectory.resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(BrokerSettings.NODE_ID)
                .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                .setMetadataLogDirectory(logDirectory.toString())
                .setDirectories(List.of(logDirectory.toString()))
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .run();
    }

    /** The address for {@code bootstrap.servers}. */
    public String bootstrap() {
        return BrokerSettings.address(port);
    }

    /** Stops the broker; does nothing when it is stopped already. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
