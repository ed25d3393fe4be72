package io.antidistill.cli;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.ServiceNames;
import io.antidistill.cli.console.Metrics;
import io.antidistill.cli.console.StopSignal;
import io.antidistill.cli.models.ModelDirectory;
import io.antidistill.model.TorchRuntime;
import io.antidistill.monitor.MonitorApp;
import io.antidistill.monitor.MonitorConfig;
import io.antidistill.monitor.MonitorProperties;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The monitor by itself, on a real cluster. */
@Command(
        name = "monitor",
        header = "Run the monitor on a cluster: distil from the traces, report, retune lambda.",
        description = "Settings whose names begin with monitor. may stand in the file of --config.",
        descriptionHeading = "%n",
        sortOptions = false)
final class MonitorCommand implements Callable<Integer> {
    private static final long TICK_MILLIS = 1000;

    @Mixin
    private ClusterOptions clusterOptions;

    @Option(
            names = "--student",
            paramLabel = "DIR",
            description = "Base of the probe student: a Hugging Face directory or hub id. Default: the tiny one, which"
                    + " reads what the tiny teacher writes and hardly anything else.")
    private Path student;

    @Option(names = "--metrics-port", paramLabel = "PORT", description = "Serve /metrics for Prometheus.")
    private Integer metricsPort;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Cluster cluster = clusterOptions.open();
        Properties properties = cluster.properties();
        properties.putIfAbsent(
                "monitor.group.id", ServiceNames.monitor(cluster.endpoints().prefix()));
        Path base = student != null
                ? ModelDirectory.of(student)
                : Installation.tinyModels().resolve("student");
        MonitorConfig config = MonitorProperties.read(properties, base);
        try (StopSignal stop = StopSignal.listen(spec.commandLine().getErr());
                Metrics metrics = Metrics.on(metricsPort);
                TorchRuntime runtime = TorchRuntime.open();
                MonitorApp monitor =
                        MonitorApp.start(config, cluster.topics(), properties, runtime, metrics.registry())) {
            spec.commandLine().getOut().println("The monitor runs; stop it with Ctrl-C.");
            while (!stop.await(TICK_MILLIS)) {
                if (monitor.ended().isDone()) {
                    monitor.ended().join();
                }
            }
        }
        return 0;
    }
}
