package io.antidistill.cli;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.LatestValues;
import io.antidistill.schema.KillSwitch;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Switches the tilt of a λ group off and on again. Subcommands of {@code lambda}. */
abstract class KillSwitchCommands {
    @Mixin
    private ClusterOptions options;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; it stands in every audit.")
    private String reason;

    @Parameters(paramLabel = "GROUP", description = "For example standard.")
    private String group;

    @Spec
    private CommandSpec spec;

    void write(boolean killed, String done) throws Exception {
        Cluster cluster = options.open();
        LambdaRange.of(
                group, LatestValues.read(cluster, cluster.topics().policies()).values());
        KillSwitch kill = KillSwitch.newBuilder()
                .setLambdaGroup(group)
                .setKilled(killed)
                .setReason(reason)
                .setIssuedBy(System.getProperty("user.name"))
                .setIssuedAt(Instant.now())
                .build();
        LatestValues.write(cluster, cluster.topics().killSwitches(), Map.of(group, kill));
        spec.commandLine().getOut().printf(done + "%n", group);
    }

    /** Throws the switch. */
    @Command(
            name = "kill",
            header =
                    "Switch the tilt of a group off at once: its answers are the plain teacher's until `lambda revive`.",
            sortOptions = false)
    static final class Kill extends KillSwitchCommands implements java.util.concurrent.Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            write(true, "group %s is NOT PROTECTED from now on. `antidistill lambda revive` ends that.");
            return 0;
        }
    }

    /** Ends what {@link Kill} began. */
    @Command(name = "revive", header = "Protect a group again after `lambda kill`.", sortOptions = false)
    static final class Revive extends KillSwitchCommands implements java.util.concurrent.Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            write(false, "group %s is protected again, at the lambda that was commanded last.");
            return 0;
        }
    }
}
