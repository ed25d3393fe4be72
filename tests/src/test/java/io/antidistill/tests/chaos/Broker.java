package io.antidistill.tests.chaos;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The broker's process. It keeps its data and its port when it is killed and started again. */
final class Broker implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;
    private final boolean stock;
    private Jvm process;

    /** @param stock whether its settings are Kafka's own where the embedded broker's are quicker */
    Broker(Path directory, boolean stock) {
        this.directory = directory;
        this.stock = stock;
        start();
    }

    /** Returns once it answers. */
    void start() {
        Path address = directory.resolve(BrokerProgram.ADDRESS_FILE);
        try {
            Files.createDirectories(directory);
            Files.deleteIfExists(address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = Jvm.start(
                BrokerProgram.class,
                directory.resolveSibling(directory.getFileName() + ".log"),
                Map.of(),
                List.of("-Xmx512m"),
                List.of(directory.toString(), "" + stock));
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> Files.exists(address));
    }

    String bootstrap() {
        try {
            return Files.readString(directory.resolve(BrokerProgram.ADDRESS_FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void close() throws InterruptedException {
        process.kill();
    }
}
