package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.Endpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code antidistill up} in a process of its own. */
final class UpProcess implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofSeconds(120);
    private static final String STARTED = "Prompts go in.";

    private final CommandProcess process;
    private final Path dataDirectory;

    private UpProcess(CommandProcess process, Path dataDirectory) {
        this.process = process;
        this.dataDirectory = dataDirectory;
    }

    static UpProcess start(Path dataDirectory, String... options) throws IOException {
        Path output = Files.createTempFile(dataDirectory.getParent(), "up", ".txt");
        List<String> command = Stream.concat(
                        Stream.of("up", "--data-dir", dataDirectory.toString()), Stream.of(options))
                .toList();
        return new UpProcess(CommandProcess.start(output, command), dataDirectory);
    }

    /** The running system's cluster, as soon as prompts go in. */
    Cluster awaitCluster() throws IOException {
        await().atMost(START_PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> !process.running() || output().contains(STARTED));
        assertThat(process.running()).as("up runs; it said: %s", output()).isTrue();
        return Cluster.of(Endpoints.read(dataDirectory).orElseThrow(), Map.of());
    }

    int awaitExit(Duration patience) throws InterruptedException, IOException {
        return process.awaitExit(patience);
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.kill();
    }

    /** What Ctrl-C or a service manager does; returns once the process has ended. */
    void terminate(Duration patience) throws InterruptedException, IOException {
        process.terminate(patience);
    }

    String output() throws IOException {
        return process.output();
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}
