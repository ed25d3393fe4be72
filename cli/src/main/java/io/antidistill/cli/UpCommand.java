package io.antidistill.cli;

import io.antidistill.cli.models.ModelDirectory;
import io.antidistill.cli.up.EmbeddedRun;
import io.antidistill.cli.up.UpSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The whole system in one command. */
@Command(
        name = "up",
        header = "Run the whole system here: broker, registry, stream, monitor and sample prompts.",
        description = {
            "Stop it with Ctrl-C; started again, it goes on where it was. The other commands find it by its data"
                    + " directory."
        },
        descriptionHeading = "%n",
        sortOptions = false)
final class UpCommand implements Callable<Integer> {
    @Mixin
    private DataDirectoryOption dataDirectory;

    @Option(
            names = "--prompts",
            paramLabel = "FILE.jsonl",
            description = "Ask these prompts, each once, instead of the samples. Lines as for antidistill produce.")
    private Path prompts;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "5",
            description = "Prompts per second. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Mixin
    private ModelOptions models;

    @Option(names = "--student", paramLabel = "DIR", description = "Base of the probe student. Default: the tiny one.")
    private Path student;

    @Option(
            names = "--stop-after",
            paramLabel = "N",
            description = "End once at least N traces, one probe report and one lambda change by the monitor are out.")
    private Integer stopAfter;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "1800",
            description = "With --stop-after: give up after this time, exit code 3. Default: ${DEFAULT-VALUE}.")
    private long timeoutSeconds;

    @Option(names = "--summary", paramLabel = "FILE.json", description = "Write what came out as JSON.")
    private Path summary;

    @Option(
            names = "--broker-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Default: the one of last time, or any free one.")
    private int brokerPort;

    @Option(names = "--registry-port", paramLabel = "PORT", defaultValue = "0", description = "Likewise.")
    private int registryPort;

    @Option(names = "--metrics-port", paramLabel = "PORT", description = "Serve /metrics for Prometheus.")
    private Integer metricsPort;

    @Option(
            names = "--config",
            paramLabel = "FILE.properties",
            description = "Settings of the monitor (monitor.*) and Kafka client properties.")
    private Path config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        return EmbeddedRun.of(
                        settings(),
                        Optional.ofNullable(summary),
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr())
                .run();
    }

    private UpSettings settings() throws Exception {
        Map<String, String> further = config == null ? Map.of() : PropertiesFile.read(config);
        Path tiny = Installation.tinyModels();
        try {
            return new UpSettings(
                    dataDirectory.path(),
                    models.teacher(),
                    models.proxies(),
                    models.dtype(),
                    student != null ? ModelDirectory.of(student) : tiny.resolve("student"),
                    Optional.ofNullable(prompts),
                    tiny.resolve("prompts.jsonl"),
                    rate,
                    brokerPort,
                    registryPort,
                    Optional.ofNullable(metricsPort),
                    Optional.ofNullable(stopAfter),
                    timeoutSeconds,
                    further);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
