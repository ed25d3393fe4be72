package io.antidistill.cli.local;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** The settings of a broker that is alone and small. */
final class BrokerSettings {
    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";
    private static final String HOST = "127.0.0.1";

    private BrokerSettings() {}

    static String address(int port) {
        return HOST + ":" + port;
    }

    static Properties of(Path logDirectory, int brokerPort, int controllerPort) {
        Properties settings = new Properties();
        settings.putAll(controllerRole(logDirectory, controllerPort));
        settings.putAll(brokerRole(brokerPort, controllerPort));
        settings.putAll(oneCopyOfEverything());
        settings.putAll(small());
        settings.putAll(quick());
        // A misspelt topic must be an error, not a new topic.
        settings.put("auto.create.topics.enable", "false");
        return settings;
    }

    /** The controller without the broker, on the same data. */
    static Properties controller(Path logDirectory, int controllerPort) {
        Properties settings = new Properties();
        settings.putAll(controllerRole(logDirectory, controllerPort));
        return settings;
    }

    private static Map<String, String> controllerRole(Path logDirectory, int controllerPort) {
        return Map.of(
                "process.roles",
                "controller",
                "node.id",
                Integer.toString(NODE_ID),
                "log.dirs",
                logDirectory.toString(),
                "listeners",
                CONTROLLER_LISTENER + "://" + address(controllerPort),
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT",
                "controller.listener.names",
                CONTROLLER_LISTENER,
                "controller.quorum.voters",
                NODE_ID + "@" + address(controllerPort));
    }

    private static Map<String, String> brokerRole(int brokerPort, int controllerPort) {
        return Map.of(
                "process.roles",
                "broker,controller",
                "listeners",
                "PLAINTEXT://" + address(brokerPort) + "," + CONTROLLER_LISTENER + "://" + address(controllerPort),
                "advertised.listeners",
                "PLAINTEXT://" + address(brokerPort));
    }

    private static Map<String, String> oneCopyOfEverything() {
        return Map.of(
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1");
    }

    /** Kafka's own values are for thousands of clients: 50 partitions per internal topic, 128 MB for the cleaner. */
    private static Map<String, String> small() {
        return Map.of(
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.num.partitions", "4",
                "share.coordinator.state.topic.num.partitions", "4",
                "num.network.threads", "1",
                "num.io.threads", "2",
                "background.threads", "2",
                "log.cleaner.dedupe.buffer.size", "2097152",
                "log.cleaner.io.buffer.size", "65536");
    }

    /** No waiting for members that will not come, and transactions of a dead process are ended soon. */
    private static Map<String, String> quick() {
        return Map.of(
                "group.initial.rebalance.delay.ms", "0",
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");
    }
}
