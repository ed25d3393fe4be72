package io.antidistill.tests;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * A broker as operators run it: clients come by TLS and SCRAM, and may do nothing that no rule allows. A second listener
 * without security, on the loopback interface, is the broker's own and that of the registry's storage.
 */
final class SecureBroker implements AutoCloseable {
    static final String ADMINISTRATOR = "admin";

    private final KafkaRaftServer server;
    private final Certificate certificate;
    private final Map<String, String> passwords;
    private final int clients;
    private final int internal;

    /** @param passwords of every user, the administrator among them */
    SecureBroker(Path directory, Certificate certificate, Map<String, String> passwords) throws Exception {
        this.certificate = certificate;
        this.passwords = Map.copyOf(passwords);
        List<Integer> ports = FreePorts.some(3);
        clients = ports.get(0);
        internal = ports.get(1);
        format(directory);
        server = new KafkaRaftServer(
                KafkaConfig.fromProps(settings(directory, certificate, ports.get(2)), false), Time.SYSTEM);
        server.startup();
    }

    private void format(Path directory) throws Exception {
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(1)
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(directory.toString())
                .setDirectories(List.of(directory.toString()))
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setScramArguments(passwords.entrySet().stream()
                        .map(user -> "SCRAM-SHA-256=[name=%s,password=%s]".formatted(user.getKey(), user.getValue()))
                        .toList())
                .run();
    }

    private Properties settings(Path directory, Certificate certificate, int controller) {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "log.dirs", directory.toString(),
                "listeners",
                        "CLIENTS://127.0.0.1:%d,INTERNAL://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                                .formatted(clients, internal, controller),
                "advertised.listeners", "CLIENTS://127.0.0.1:%d,INTERNAL://127.0.0.1:%d".formatted(clients, internal),
                "listener.security.protocol.map", "CLIENTS:SASL_SSL,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name", "INTERNAL",
                "controller.listener.names", "CONTROLLER",
                "controller.quorum.voters", "1@127.0.0.1:" + controller));
        settings.putAll(Map.of(
                "sasl.enabled.mechanisms",
                "SCRAM-SHA-256",
                "listener.name.clients.scram-sha-256.sasl.jaas.config",
                ScramLoginModule.class.getName() + " required;",
                "ssl.keystore.location",
                certificate.keyStore().toString(),
                "ssl.keystore.password",
                certificate.password(),
                "ssl.keystore.type",
                "PKCS12",
                "authorizer.class.name",
                StandardAuthorizer.class.getName(),
                // ANONYMOUS comes by the internal listeners only.
                "super.users",
                "User:ANONYMOUS;User:" + ADMINISTRATOR,
                "allow.everyone.if.no.acl.found",
                "false"));
        settings.putAll(Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "2",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "2",
                "log.cleaner.dedupe.buffer.size", "2097152",
                "group.initial.rebalance.delay.ms", "0",
                "auto.create.topics.enable", "false"));
        return settings;
    }

    /** Where users connect. */
    String bootstrap() {
        return "127.0.0.1:" + clients;
    }

    /** Where the parts of the cluster itself connect. */
    String internal() {
        return "127.0.0.1:" + internal;
    }

    /** The client properties of a user, as an operator would write them into a file. */
    Map<String, String> properties(String user) {
        Map<String, String> properties = new HashMap<>(certificate.trust("ssl."));
        properties.put("security.protocol", "SASL_SSL");
        properties.put("sasl.mechanism", "SCRAM-SHA-256");
        properties.put(
                "sasl.jaas.config",
                "%s required username=\"%s\" password=\"%s\";"
                        .formatted(ScramLoginModule.class.getName(), user, passwords.get(user)));
        return properties;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
