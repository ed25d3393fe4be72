package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.Endpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code antidistill up} in a process of its own, so that it can be killed like one. */
final class UpProcess implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofSeconds(120);
    private static final String STARTED = "Prompts go in.";

    private final Process process;
    private final Path dataDirectory;
    private final Path output;

    private UpProcess(Process process, Path dataDirectory, Path output) {
        this.process = process;
        this.dataDirectory = dataDirectory;
        this.output = output;
    }

    static UpProcess start(Path dataDirectory, String... options) throws IOException {
        Path output = Files.createTempFile(dataDirectory.getParent(), "up", ".txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "-Dai.djl.offline=true",
                "-Dantidistill.home=" + Repository.home(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "io.antidistill.cli.Antidistill",
                "up",
                "--data-dir",
                dataDirectory.toString()));
        Collections.addAll(command, options);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new UpProcess(process, dataDirectory, output);
    }

    /** The running system's cluster, as soon as prompts go in. */
    Cluster awaitCluster() throws IOException {
        await().atMost(START_PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> !process.isAlive() || output().contains(STARTED));
        assertThat(process.isAlive()).as("up runs; it said: %s", output()).isTrue();
        return Cluster.of(Endpoints.read(dataDirectory).orElseThrow(), Map.of());
    }

    int awaitExit(Duration patience) throws InterruptedException, IOException {
        assertThat(process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
                .as("up ends within %s; it said: %s", patience, output())
                .isTrue();
        return process.exitValue();
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** What Ctrl-C or a service manager does; returns once the process has ended. */
    void terminate(Duration patience) throws InterruptedException, IOException {
        process.destroy();
        awaitExit(patience);
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
