package io.antidistill.cli;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.up.TopicSetup;
import io.antidistill.schema.Topic;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Creates what the services need, so that they themselves need no right to. */
@Command(
        name = "topics",
        header = "Create missing topics, register the schemas, write the default policies if there are none.",
        description = "Then start the services with --no-create-topics. What exists is left as it is.",
        descriptionHeading = "%n",
        sortOptions = false)
final class ClusterTopicsCommand implements Callable<Integer> {
    @Mixin
    private ClusterOptions cluster;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "-1",
            description = "Of new topics but the control topics, which have one. Default: the brokers'.")
    private int partitions;

    @Option(
            names = "--replication",
            paramLabel = "N",
            defaultValue = "-1",
            description = "Copies of new topics. Default: the brokers'.")
    private short replication;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Cluster target = cluster.open();
        TopicSetup.ensure(target, partitions, replication);
        spec.commandLine()
                .getOut()
                .println(target.topics().all().stream().map(Topic::name).collect(Collectors.joining("\n")));
        return 0;
    }
}
