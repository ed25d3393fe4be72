package io.antidistill.cli;

import io.antidistill.cli.cluster.PromptFile;
import io.antidistill.cli.models.ModelDirectory;
import io.antidistill.cli.up.EmbeddedRun;
import io.antidistill.cli.up.UpSettings;
import io.antidistill.schema.PromptEvent;
import java.nio.file.Path;
import java.util.List;
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
            names = "--context",
            paramLabel = "NAME",
            defaultValue = "reasoning-long",
            description = "Context of the lines of --prompts that name none. Default: ${DEFAULT-VALUE}.")
    private String context;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "5",
            description = "Prompts per second. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Mixin
    private ModelOptions models;

    @Mixin
    private SlotOptions slots;

    @Option(
            names = "--student",
            paramLabel = "DIR",
            description =
                    "Base of the probe student: a Hugging Face directory. Default: the first --proxy, or the tiny one.")
    private Path student;

    @Option(
            names = "--problems",
            paramLabel = "FILE.jsonl",
            description =
                    "What the monitor examines teacher and students on: lines with question and answer. The question asks for the"
                            + " answer in \\boxed{}. Default: word problems; with a --teacher they are not graded.")
    private Path problems;

    @Option(names = "--no-monitor", description = "Train no student and leave lambda alone.")
    private boolean noMonitor;

    @Option(names = "--no-extraction-detection", description = "Do not look for clients who ask as a thief would.")
    private boolean noDetection;

    @Option(
            names = "--stop-after",
            paramLabel = "N",
            description =
                    "End once at least N traces, one probe report and one lambda change by the monitor are out; with"
                            + " --no-monitor, once at least N traces are.")
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
        Optional<List<PromptEvent>> asked =
                prompts == null ? Optional.empty() : Optional.of(PromptFile.read(prompts, context));
        try {
            return new UpSettings(
                    dataDirectory.path(),
                    models.tiny(),
                    models.teacher(),
                    models.proxies(),
                    models.dtype(),
                    slots.size(),
                    !noMonitor,
                    !noDetection,
                    student(tiny),
                    Optional.ofNullable(problems),
                    asked,
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

    /** A proxy reads what its teacher writes; the tiny student knows a few hundred words. */
    private Path student(Path tiny) {
        if (student == null && models.tiny()) {
            return tiny.resolve("student");
        }
        return ModelDirectory.of(
                student != null ? student : models.proxies().pairs().get(0).proxy());
    }
}
