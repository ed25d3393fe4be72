package io.antidistill.cli;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.LatestValues;
import io.antidistill.cli.cluster.RecordJson;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.KillSwitch;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.streams.policy.DefaultPolicies;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads and sets lambda by hand. */
@Command(
        name = "lambda",
        header = "Read or set lambda, the weight of the protection, of a running system.",
        sortOptions = false,
        subcommands = {
            FreezeCommands.Freeze.class,
            FreezeCommands.Unfreeze.class,
            KillSwitchCommands.Kill.class,
            KillSwitchCommands.Revive.class
        })
final class LambdaSubcommands {
    @Spec
    private CommandSpec spec;

    @Command(name = "get", header = "Print lambda per group.", sortOptions = false)
    int get(
            @Mixin ClusterOptions options,
            @Option(names = "--json", description = "One JSON object per line.") boolean json,
            @Parameters(arity = "0..1", paramLabel = "GROUP", description = "One group only.") String group)
            throws Exception {
        Cluster cluster = options.open();
        Map<String, LambdaCommand> commands =
                LatestValues.read(cluster, cluster.topics().lambda());
        Set<String> groups = new TreeSet<>(commands.keySet());
        Collection<DefensePolicy> policies =
                LatestValues.read(cluster, cluster.topics().policies()).values();
        policies.forEach(policy -> groups.add(policy.getLambdaGroup()));
        if (group != null && !groups.contains(group)) {
            throw new CommandFailure("there is no lambda group %s. The groups are: %s.".formatted(group, groups));
        }
        Map<String, KillSwitch> kills =
                LatestValues.read(cluster, cluster.topics().killSwitches());
        PrintWriter out = spec.commandLine().getOut();
        for (String each : group == null ? groups : Set.of(group)) {
            LambdaCommand command = commands.getOrDefault(each, startValue(each, policies));
            KillSwitch kill = kills.get(each);
            boolean killed = kill != null && kill.getKilled();
            String state = (command.getFrozen() ? "  FROZEN" : "")
                    + (killed ? "  KILLED by %s: %s".formatted(kill.getIssuedBy(), kill.getReason()) : "");
            out.println(
                    json
                            ? RecordJson.of(command).put("killed", killed).toString()
                            : "%s  %.6g  by %s: %s%s"
                                    .formatted(
                                            each,
                                            command.getLambda(),
                                            command.getIssuedBy(),
                                            command.getReason(),
                                            state));
        }
        return 0;
    }

    @Command(
            name = "set",
            header = "Set lambda of a group; it applies to prompts from then on, until the monitor's next round."
                    + " A frozen group stays frozen.",
            sortOptions = false)
    int set(
            @Mixin ClusterOptions options,
            @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "set by hand", description = "Why.")
                    String reason,
            @Parameters(paramLabel = "GROUP", description = "For example standard.") String group,
            @Parameters(paramLabel = "LAMBDA", description = "At least 0, within what the group's policies allow.")
                    double lambda)
            throws Exception {
        Cluster cluster = options.open();
        checkFinite(lambda);
        LambdaRange.of(
                        group,
                        LatestValues.read(cluster, cluster.topics().policies()).values())
                .check(lambda);
        LambdaCommand present =
                LatestValues.read(cluster, cluster.topics().lambda()).get(group);
        LambdaCommand command = LambdaCommand.newBuilder()
                .setLambdaGroup(group)
                .setLambda(lambda)
                .setReason(reason)
                .setIssuedBy(System.getProperty("user.name"))
                .setIssuedAt(Instant.now())
                .setFrozen(present != null && present.getFrozen())
                .build();
        LatestValues.write(cluster, cluster.topics().lambda(), Map.of(group, command));
        spec.commandLine().getOut().printf("lambda of %s is %.6g.%n", group, lambda);
        return 0;
    }

    /** What holds as long as nobody has commanded anything. */
    static LambdaCommand startValue(String group, Collection<DefensePolicy> policies) {
        boolean off = policies.stream()
                .filter(policy -> policy.getLambdaGroup().equals(group))
                .allMatch(policy -> policy.getLambdaMax() == 0);
        return LambdaCommand.newBuilder()
                .setLambdaGroup(group)
                .setLambda(off ? 0 : DefaultPolicies.INITIAL_LAMBDA)
                .setReason(
                        off
                                ? "every policy of the group switches protection off"
                                : "the start value; no command has been given")
                .setIssuedBy("default")
                .setIssuedAt(Instant.EPOCH)
                .build();
    }

    private static void checkFinite(double lambda) {
        if (!(lambda >= 0) || Double.isInfinite(lambda)) {
            throw new CommandFailure("lambda %s is no use. Give a finite number of at least 0.".formatted(lambda));
        }
    }
}
