package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.Endpoints;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A secured cluster, prepared by an operator with the project's own commands: everyone has a user of their own and may
 * do what {@code antidistill cluster acls} says, nothing more.
 */
final class SecureCluster implements AutoCloseable {
    /** The users, named after what they do. */
    enum User {
        ADMIN,
        STREAMS,
        MONITOR,
        GATEWAY,
        OPERATOR;

        private String id() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        private String password() {
            return "password-of-" + id();
        }
    }

    private static final String STORE_PASSWORD = "password-of-the-stores";
    private static final String REGISTRY_PASSWORD = "password-of-the-registry";

    private final Path directory;
    private final String prefix;
    private final SecureBroker broker;
    private final SecureRegistry registry;

    SecureCluster(Path directory, String prefix) throws Exception {
        this.directory = Files.createDirectories(directory);
        this.prefix = prefix;
        Certificate certificate = Certificate.make(directory, STORE_PASSWORD);
        broker = new SecureBroker(
                directory.resolve("broker"),
                certificate,
                Arrays.stream(User.values()).collect(Collectors.toMap(User::id, User::password)));
        registry = new SecureRegistry(directory, broker.internal(), certificate, REGISTRY_PASSWORD);
        run(
                User.ADMIN,
                "cluster",
                "acls",
                "--apply",
                "--streams",
                User.STREAMS.id(),
                "--monitor",
                User.MONITOR.id(),
                "--gateway",
                User.GATEWAY.id(),
                "--operator",
                User.OPERATOR.id());
        run(User.OPERATOR, "cluster", "topics", "--partitions", "2");
    }

    private void run(User user, String... command) throws IOException {
        Outcome outcome = Outcome.of(as(user, command));
        assertThat(outcome.code()).as(outcome.err()).isZero();
    }

    /** The command with what that user needs to connect. */
    List<String> as(User user, String... command) throws IOException {
        return with(properties(user), user.id(), command);
    }

    /** The command with those properties, in a file of that name. */
    List<String> with(Map<String, String> properties, String name, String... command) throws IOException {
        Path config = directory.resolve(name + ".properties");
        Properties written = new Properties();
        written.putAll(properties);
        try (OutputStream out = Files.newOutputStream(config)) {
            written.store(out, null);
        }
        return Stream.concat(
                        Stream.of(command),
                        Stream.of(
                                "--bootstrap-servers",
                                broker.bootstrap(),
                                "--schema-registry",
                                registry.url(),
                                "--prefix",
                                prefix,
                                "--config",
                                config.toString()))
                .toList();
    }

    Cluster cluster(User user) {
        return Cluster.of(new Endpoints(broker.bootstrap(), registry.url(), prefix), properties(user));
    }

    Map<String, String> properties(User user) {
        Map<String, String> properties = new HashMap<>(broker.properties(user.id()));
        properties.putAll(registry.properties());
        return properties;
    }

    /** Everything that nobody should ever read in a log. */
    List<String> secrets() {
        return Stream.concat(
                        Arrays.stream(User.values()).map(User::password), Stream.of(STORE_PASSWORD, REGISTRY_PASSWORD))
                .toList();
    }

    @Override
    public void close() {
        registry.close();
        broker.close();
    }
}
