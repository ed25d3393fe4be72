package io.antidistill.tests;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * Confluent's own Python client, run as a process: {@code client.py} of the test resources. With {@code CI=true} a
 * virtual environment is made below {@code target} and filled from PyPI, and nothing less will do. Elsewhere nothing is
 * downloaded: a test is skipped where neither that environment nor {@code python3} has the packages.
 */
public final class PythonClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DIRECTORY = Path.of("target", "python").toAbsolutePath();
    private static final Path VENV_PYTHON = DIRECTORY.resolve("venv/bin/python");
    private static final Duration INSTALLATION = Duration.ofMinutes(5);
    private static final String REQUIREMENTS = "requirements.txt";
    private static final String SCRIPT = "client.py";

    private final String python;
    private final String bootstrap;
    private final String registry;

    private PythonClient(String python, String bootstrap, String registry) {
        this.python = python;
        this.bootstrap = bootstrap;
        this.registry = registry;
    }

    /** A client of that broker and registry, or a skipped test that says why. */
    public static PythonClient of(String bootstrap, String registry) {
        unpack(REQUIREMENTS);
        unpack(SCRIPT);
        Optional<String> python = "true".equals(System.getenv("CI")) ? Optional.of(installed()) : present();
        Assumptions.assumeTrue(
                python.isPresent(),
                "python3 lacks the packages of " + REQUIREMENTS + "; set CI=true to have them installed below target");
        return new PythonClient(python.orElseThrow(), bootstrap, registry);
    }

    /** Writes a prompt to the topic, by the schema that the registry has for it; the partition that it went to. */
    public int produce(String topic, String id, String text) {
        return run("produce", topic, List.of("--id", id, "--text", text), Duration.ofSeconds(60))
                .get(0)
                .get("partition")
                .asInt();
    }

    /** The first committed record of the topic with that key: an object with {@code key} and {@code value}. */
    public JsonNode consume(String topic, String key, Duration timeout) {
        List<String> options = List.of("--key", key, "--timeout", Long.toString(timeout.toSeconds()));
        return run("consume", topic, options, timeout.plusSeconds(30)).get(0);
    }

    private List<JsonNode> run(String command, String topic, List<String> options, Duration timeout) {
        List<String> line =
                new ArrayList<>(List.of(python, DIRECTORY.resolve(SCRIPT).toString(), command));
        line.addAll(List.of("--bootstrap", bootstrap, "--registry", registry, "--topic", topic));
        line.addAll(options);
        return execute(line, timeout).lines().map(PythonClient::json).toList();
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError("Python printed what is not JSON: " + line, e);
        }
    }

    private static String installed() {
        Path marker = DIRECTORY.resolve("installed.txt");
        try {
            String wanted = Files.readString(DIRECTORY.resolve(REQUIREMENTS));
            if (!Files.exists(marker) || !Files.readString(marker).equals(wanted)) {
                execute(
                        List.of(
                                "python3",
                                "-m",
                                "venv",
                                DIRECTORY.resolve("venv").toString()),
                        INSTALLATION);
                execute(
                        List.of(
                                VENV_PYTHON.toString(),
                                "-m",
                                "pip",
                                "install",
                                "--quiet",
                                "--disable-pip-version-check",
                                "--requirement",
                                DIRECTORY.resolve(REQUIREMENTS).toString()),
                        INSTALLATION);
                Files.writeString(marker, wanted);
            }
            return VENV_PYTHON.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> present() {
        return List.of(VENV_PYTHON.toString(), "python3").stream()
                .filter(PythonClient::hasPackages)
                .findFirst();
    }

    private static boolean hasPackages(String python) {
        try {
            execute(List.of(python, "-c", "import confluent_kafka.schema_registry.avro"), Duration.ofSeconds(30));
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    private static void unpack(String resource) {
        try (InputStream in = PythonClient.class.getResourceAsStream("/python/" + resource)) {
            Files.createDirectories(DIRECTORY);
            Files.write(DIRECTORY.resolve(resource), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Standard output of a process that must end well and in time. */
    private static String execute(List<String> line, Duration timeout) {
        try {
            Path out = Files.createTempFile(DIRECTORY, "out", ".txt");
            Path err = Files.createTempFile(DIRECTORY, "err", ".txt");
            Process process = new ProcessBuilder(line)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            boolean ended = process.waitFor(timeout.toNanos(), NANOSECONDS);
            process.destroyForcibly();
            String said = Files.readString(out);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError((ended ? "exit code " + process.exitValue() : "still running after " + timeout)
                        + ": " + String.join(" ", line) + "\n" + said + Files.readString(err));
            }
            Files.delete(out);
            Files.delete(err);
            return said;
        } catch (IOException e) {
            throw new AssertionError("cannot run " + String.join(" ", line), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted: " + String.join(" ", line), e);
        }
    }
}
