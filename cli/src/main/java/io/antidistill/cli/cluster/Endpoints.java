package io.antidistill.cli.cluster;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * Where a running embedded system can be reached; {@code up} records it in its data directory so that the other
 * commands find it.
 *
 * @param bootstrapServers the broker's address
 * @param schemaRegistry the registry's URL
 * @param prefix of the topics' names
 */
public record Endpoints(String bootstrapServers, String schemaRegistry, String prefix) {
    private static final String FILE = "endpoints.properties";

    /** What is recorded in a data directory; empty if no system was ever started there. */
    public static Optional<Endpoints> read(Path dataDirectory) throws IOException {
        Path file = dataDirectory.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        return Optional.of(new Endpoints(
                properties.getProperty("bootstrap.servers"),
                properties.getProperty("schema.registry.url"),
                properties.getProperty("prefix", "")));
    }

    /** Records them in a data directory, in one step. */
    public void write(Path dataDirectory) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", bootstrapServers);
        properties.setProperty("schema.registry.url", schemaRegistry);
        properties.setProperty("prefix", prefix);
        Path unfinished = dataDirectory.resolve(FILE + ".new");
        try (Writer out = Files.newBufferedWriter(unfinished)) {
            properties.store(out, "where `antidistill up` runs, or last ran");
        }
        Files.move(unfinished, dataDirectory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }
}
