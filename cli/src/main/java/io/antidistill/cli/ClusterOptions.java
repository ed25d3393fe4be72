package io.antidistill.cli;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.Endpoints;
import io.antidistill.cli.console.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which cluster a command talks to: the one named by options, or the one that {@code up} recorded. */
final class ClusterOptions {
    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "Kafka brokers. Default: those of `antidistill up` on the data directory.")
    private String bootstrapServers;

    @Option(names = "--schema-registry", paramLabel = "URL", description = "Schema registry. Default: as above.")
    private String schemaRegistry;

    @Option(
            names = "--config",
            paramLabel = "FILE.properties",
            description = "Any further Kafka client or registry property: security, time-outs, ...")
    private Path config;

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Put before every topic's name.")
    private String prefix;

    @Mixin
    private DataDirectoryOption dataDirectory;

    Cluster open() throws IOException {
        Map<String, String> further = config == null ? Map.of() : PropertiesFile.read(config);
        Endpoints named = new Endpoints(
                bootstrapServers != null ? bootstrapServers : further.get("bootstrap.servers"),
                schemaRegistry != null ? schemaRegistry : further.get("schema.registry.url"),
                prefix());
        if (named.bootstrapServers() == null && named.schemaRegistry() == null) {
            return Cluster.of(recorded(), further);
        }
        if (named.bootstrapServers() == null || named.schemaRegistry() == null) {
            throw new CommandFailure(
                    2, "--bootstrap-servers and --schema-registry belong together. Give both, or neither.");
        }
        return Cluster.of(named, further);
    }

    /** As given; empty where it is not. */
    String prefix() {
        return prefix != null ? prefix : "";
    }

    Path dataDirectory() {
        return dataDirectory.path();
    }

    private Endpoints recorded() throws IOException {
        Path directory = dataDirectory.path();
        Endpoints found = Endpoints.read(directory)
                .orElseThrow(() -> new CommandFailure(
                        "no system has been started in %s. Run `antidistill up` there, or give --data-dir, or --bootstrap-servers and --schema-registry."
                                .formatted(directory)));
        return prefix == null ? found : new Endpoints(found.bootstrapServers(), found.schemaRegistry(), prefix);
    }
}
