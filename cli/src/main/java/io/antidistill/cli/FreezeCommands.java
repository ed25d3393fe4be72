package io.antidistill.cli;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.LatestValues;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.LambdaCommand;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes λ of a group out of the monitor's hands and gives it back. Subcommands of {@code lambda}. */
abstract class FreezeCommands {
    @Mixin
    private ClusterOptions options;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why.")
    private String reason;

    @Parameters(paramLabel = "GROUP", description = "For example standard.")
    private String group;

    @Spec
    private CommandSpec spec;

    /** Repeats the group's lambda with or without the wish that it stay. */
    void write(boolean frozen, String done) throws Exception {
        Cluster cluster = options.open();
        Collection<DefensePolicy> policies =
                LatestValues.read(cluster, cluster.topics().policies()).values();
        LambdaRange.of(group, policies);
        LambdaCommand present = LatestValues.read(cluster, cluster.topics().lambda())
                .getOrDefault(group, LambdaSubcommands.startValue(group, policies));
        LambdaCommand command = LambdaCommand.newBuilder(present)
                .setReason(reason)
                .setReportId(null)
                .setIssuedBy(System.getProperty("user.name"))
                .setIssuedAt(Instant.now())
                .setFrozen(frozen)
                .build();
        LatestValues.write(cluster, cluster.topics().lambda(), Map.of(group, command));
        spec.commandLine().getOut().printf(done + "%n", group, command.getLambda());
    }

    /** Freezes. */
    @Command(
            name = "freeze",
            header = "Keep lambda of a group where it is: the monitor goes on measuring and reporting, until unfreeze.",
            sortOptions = false)
    static final class Freeze extends FreezeCommands implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            write(true, "lambda of %s is frozen at %.6g. `antidistill lambda unfreeze` ends that.");
            return 0;
        }
    }

    /** Ends what {@link Freeze} began. */
    @Command(name = "unfreeze", header = "Let the monitor move lambda of a group again.", sortOptions = false)
    static final class Unfreeze extends FreezeCommands implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            write(false, "lambda of %s is the monitor's again, from %.6g on.");
            return 0;
        }
    }
}
