package io.antidistill.cli.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.utils.Time;

/**
 * The registration that a killed broker leaves behind: for the controller it lives, and leads its partitions, until its session
 * expires.
 *
 * <p>A broker started on top of it loads the transactions first, loses its partitions when the old session expires, and gets them
 * back. Kafka 4.3.1 takes a partition without a leader for a deleted one and drops the end of its transactions (KAFKA-20734): who
 * reads only what is committed then waits there for ever. Without the old registration the broker gets its partitions once, and
 * loads the transactions after that. It also need not wait for the session to expire.
 */
final class StaleRegistration {
    /** Written last by a broker that stops, and taken away by the next that starts. */
    private static final String CLEAN_END = ".kafka_cleanshutdown";

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int PAUSE_MILLIS = 50;

    private StaleRegistration() {}

    /** Whether the last broker with this directory ended without a word. */
    static boolean in(Path logDirectory) {
        return Files.exists(logDirectory.resolve("meta.properties")) && !Files.exists(logDirectory.resolve(CLEAN_END));
    }

    /** Starts the controller alone, has it forget the broker, and stops it. */
    static void remove(Properties controller, String controllerAddress) throws Exception {
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(controller, false), Time.SYSTEM);
        server.startup();
        try (Admin admin = Admin.create(Map.of("bootstrap.controllers", controllerAddress))) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!forgotten(admin)) {
                if (System.nanoTime() > deadline) {
                    throw new TimeoutException(
                            "the controller is not ready after " + PATIENCE.toSeconds() + " seconds");
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } finally {
            server.shutdown();
            server.awaitShutdown();
        }
    }

    /** False while the controller does not yet know what it is: it reads its version, and that it leads, from its log. */
    private static boolean forgotten(Admin admin) throws Exception {
        try {
            admin.unregisterBroker(BrokerSettings.NODE_ID).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnsupportedVersionException || e.getCause() instanceof RetriableException) {
                return false;
            }
            // Killed before it was ever registered: nothing to forget.
            if (!(e.getCause() instanceof BrokerIdNotRegisteredException)) {
                throw e;
            }
        }
        return true;
    }
}
