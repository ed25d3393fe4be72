package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An {@code antidistill} command in a process of its own, so that it can be stopped or killed like one. */
final class CommandProcess implements AutoCloseable {
    private final Process process;
    private final Path output;

    private CommandProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static CommandProcess start(Path output, List<String> arguments) throws IOException {
        return start(output, List.of(), arguments);
    }

    /** One that logs what it does, not only what goes wrong. */
    static CommandProcess startTalking(Path output, List<String> arguments) throws IOException {
        return start(output, List.of("-Dlogback.configurationFile=chaos-logback.xml"), arguments);
    }

    private static CommandProcess start(Path output, List<String> options, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "-Dai.djl.offline=true",
                "-Dantidistill.home=" + Repository.home(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(options);
        command.add("io.antidistill.cli.Antidistill");
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new CommandProcess(process, output);
    }

    boolean running() {
        return process.isAlive();
    }

    int awaitExit(Duration patience) throws InterruptedException, IOException {
        assertThat(process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
                .as("the command ends within %s; it said: %s", patience, output())
                .isTrue();
        return process.exitValue();
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** What Ctrl-C or a service manager does; returns the exit code once the process has ended. */
    int terminate(Duration patience) throws InterruptedException, IOException {
        process.destroy();
        return awaitExit(patience);
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
