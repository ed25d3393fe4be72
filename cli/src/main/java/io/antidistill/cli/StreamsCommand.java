package io.antidistill.cli;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.ServiceNames;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.console.Metrics;
import io.antidistill.cli.console.StopSignal;
import io.antidistill.cli.models.EngineSize;
import io.antidistill.cli.models.LoadedModels;
import io.antidistill.cli.up.SaltFile;
import io.antidistill.cli.up.TopicSetup;
import io.antidistill.engine.GenerationEngine;
import io.antidistill.model.TorchRuntime;
import io.antidistill.streams.ExtractionApp;
import io.antidistill.streams.Health;
import io.antidistill.streams.ProtectionConfig;
import io.antidistill.streams.StreamsApp;
import io.antidistill.streams.generation.PromptEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The stream by itself, on a real cluster. */
@Command(
        name = "streams",
        header = "Run the stream on a cluster: prompts in, protected traces out.",
        description = "Several instances share the work; each needs its own --state-dir, all the same --salt-file.",
        descriptionHeading = "%n",
        sortOptions = false)
final class StreamsCommand implements Callable<Integer> {
    private static final long TICK_MILLIS = 1000;
    private static final short BROKERS_DEFAULT = -1;

    @Mixin
    private ClusterOptions clusterOptions;

    @Mixin
    private ModelOptions models;

    @Option(
            names = "--salt-file",
            paramLabel = "FILE",
            description = "The secret that seeds are made from, the same on every instance. Default: salt in the data"
                    + " directory, made when missing.")
    private Path saltFile;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "This instance's own state. Default: streams-state in the data directory.")
    private Path stateDirectory;

    @Option(
            names = "--instance-id",
            paramLabel = "NAME",
            description = "A name that this instance keeps, so that a restart is quick.")
    private String instanceId;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Stream threads, all on one engine; more than partitions are idle. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--no-create-topics",
            description = "Do not create missing topics (with the brokers' default partitions and replicas).")
    private boolean topicsMustExist;

    @Option(names = "--no-extraction-detection", description = "Do not look for clients who ask as a thief would.")
    private boolean noDetection;

    @Mixin
    private SlotOptions slots;

    @Option(names = "--metrics-port", paramLabel = "PORT", description = "Serve /metrics for Prometheus.")
    private Integer metricsPort;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        EngineSize size = slots.size();
        Cluster cluster = clusterOptions.open();
        if (!topicsMustExist) {
            TopicSetup.ensure(cluster, BROKERS_DEFAULT, BROKERS_DEFAULT);
        }
        ProtectionConfig config = config(cluster);
        try (StopSignal stop = StopSignal.listen(spec.commandLine().getErr());
                Metrics metrics = Metrics.on(metricsPort);
                TorchRuntime runtime = TorchRuntime.open();
                LoadedModels loaded = models.load(runtime);
                GenerationEngine engine = loaded.start(size.of(loaded), runtime);
                StreamsApp streams = StreamsApp.start(
                        config,
                        engine,
                        PromptEncoder.of(loaded.teacher()),
                        loaded.identity(),
                        cluster.topics(),
                        cluster.properties(),
                        metrics.registry());
                ExtractionApp detector = noDetection
                        ? null
                        : ExtractionApp.start(config, cluster.topics(), cluster.properties(), metrics.registry())) {
            spec.commandLine().getOut().println("The stream runs; stop it with Ctrl-C.");
            while (!stop.await(TICK_MILLIS)) {
                check(streams.health());
            }
        }
        return 0;
    }

    private ProtectionConfig config(Cluster cluster) throws IOException {
        Path data = clusterOptions.dataDirectory();
        Path salt = saltFile != null ? saltFile : data.resolve("salt");
        if (!Files.exists(salt)) {
            spec.commandLine()
                    .getErr()
                    .println("A new salt is made in %s. Every other instance needs a copy of that file."
                            .formatted(salt));
        }
        ProtectionConfig config = ProtectionConfig.of(
                        cluster.endpoints().bootstrapServers(),
                        stateDirectory != null ? stateDirectory : data.resolve("streams-state"),
                        SaltFile.readOrCreate(salt))
                .withApplicationId(ServiceNames.streams(cluster.endpoints().prefix()))
                .withThreads(threads);
        return instanceId == null ? config : config.withInstanceId(instanceId);
    }

    private static void check(Health health) {
        if (!health.live()) {
            throw new CommandFailure("the stream has stopped: %s. Look at the messages above, then start it again."
                    .formatted(health.lastProblem().orElse("state " + health.state())));
        }
    }
}
