package io.antidistill.cli;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.LatestValues;
import io.antidistill.cli.cluster.RecordJson;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.ProtectionMode;
import io.antidistill.streams.policy.DefaultPolicies;
import io.antidistill.streams.policy.PolicyValidation;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads and changes the policies. */
@Command(
        name = "policy",
        header = "Read or change the policies: what protection each kind of use gets.",
        sortOptions = false,
        subcommands = PolicyExplainCommand.class)
final class PolicySubcommands {
    @Spec
    private CommandSpec spec;

    @Command(name = "list", header = "Print every policy in short.", sortOptions = false)
    int list(
            @Mixin ClusterOptions options,
            @Option(names = "--json", description = "One JSON object per line.") boolean json)
            throws Exception {
        Map<String, DefensePolicy> policies = read(options.open());
        PrintWriter out = spec.commandLine().getOut();
        if (!json) {
            out.printf(
                    "%-22s %-12s %-16s %-10s %-5s %-5s %-9s %s%n",
                    "context", "group", "lambda range", "multiplier", "tau", "top-p", "tokens", "description");
        }
        policies.forEach((key, p) -> out.println(
                json
                        ? RecordJson.of(p).put("key", key).toString()
                        : "%-22s %-12s %-16s %-10.4g %-5.3g %-5.3g %-9d %s"
                                .formatted(
                                        key,
                                        p.getLambdaGroup(),
                                        "%.4g to %.4g".formatted(p.getLambdaMin(), p.getLambdaMax()),
                                        p.getLambdaMultiplier(),
                                        p.getTau(),
                                        p.getTopP(),
                                        p.getMaxNewTokens(),
                                        (p.getMode() == ProtectionMode.SHADOW ? "IN SHADOW, NOT PROTECTED. " : "")
                                                + p.getDescription())));
        if (!json) {
            out.println("Every other context gets the strictest: lambda %.4g."
                    .formatted(DefaultPolicies.strictest().getLambdaMax()));
        }
        return 0;
    }

    @Command(name = "get", header = "Print one policy in full, as JSON.", sortOptions = false)
    int get(
            @Mixin ClusterOptions options,
            @Parameters(paramLabel = "KEY", description = "A context, or tenant/context.") String key)
            throws Exception {
        Map<String, DefensePolicy> policies = read(options.open());
        DefensePolicy policy = policies.get(key);
        if (policy == null) {
            throw new CommandFailure("no policy is listed for %s, so the strictest default applies. Listed are: %s."
                    .formatted(key, policies.keySet()));
        }
        spec.commandLine().getOut().println(RecordJson.of(policy).toPrettyString());
        return 0;
    }

    @Command(
            name = "set",
            header = "Add or change a policy; what is not given stays as it is.",
            description = "A new policy starts from the one named by --like.",
            descriptionHeading = "%n",
            sortOptions = false)
    int set(
            @Mixin ClusterOptions options,
            @Mixin PolicyChange change,
            @Option(
                            names = "--like",
                            paramLabel = "KEY",
                            defaultValue = "reasoning-long",
                            description = "Where a new policy takes its other values from. Default: ${DEFAULT-VALUE}.")
                    String like,
            @Parameters(paramLabel = "KEY", description = "A context, or tenant/context.") String key)
            throws Exception {
        Cluster cluster = options.open();
        Map<String, DefensePolicy> policies = read(cluster);
        DefensePolicy before = policies.get(key);
        DefensePolicy start = before != null ? before : policies.get(like);
        if (start == null) {
            throw new CommandFailure(
                    "no policy is listed for %s. Name one with --like: %s.".formatted(like, policies.keySet()));
        }
        DefensePolicy changed = change.apply(DefensePolicy.newBuilder(start))
                .setVersion(before == null ? 1 : before.getVersion() + 1)
                .build();
        List<String> problems = PolicyValidation.problems(changed);
        if (!problems.isEmpty()) {
            throw new CommandFailure(
                    "the policy was not changed: %s. Correct that value.".formatted(String.join("; ", problems)));
        }
        LatestValues.write(cluster, cluster.topics().policies(), Map.of(key, changed));
        spec.commandLine().getOut().printf("policy %s is now version %d.%n", key, changed.getVersion());
        return 0;
    }

    private static Map<String, DefensePolicy> read(Cluster cluster) {
        return LatestValues.read(cluster, cluster.topics().policies());
    }
}
