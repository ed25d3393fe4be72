package io.antidistill.cli;

import io.antidistill.cli.cluster.AccessRules;
import io.antidistill.cli.cluster.AccessRules.Role;
import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.schema.Topics;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says, or sets, what each part may do on the cluster. */
@Command(
        name = "acls",
        header = "Print the access rules that each part needs, or set them.",
        description = {
            "Prints arguments for Kafka's kafka-acls.sh --add, one line for each resource. With --apply the rules are"
                    + " added to the cluster instead, which needs an administrator's rights.",
            "Give the principals that are to have rules: a user's name, or as Kafka writes it (User:CN=streams)."
        },
        descriptionHeading = "%n",
        sortOptions = false)
final class ClusterAclsCommand implements Callable<Integer> {
    private static final Map<String, String> NO_REGISTRY = Map.of("schema.registry.url", "mock://names-only");

    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--streams", paramLabel = "PRINCIPAL", description = "Runs `antidistill streams`.")
    private String streams;

    @Option(names = "--monitor", paramLabel = "PRINCIPAL", description = "Runs `antidistill monitor`.")
    private String monitor;

    @Option(
            names = "--gateway",
            paramLabel = "PRINCIPAL",
            description = "Writes customers' prompts and reads their traces.")
    private String gateway;

    @Option(names = "--operator", paramLabel = "PRINCIPAL", description = "Runs the other commands.")
    private String operator;

    @Option(names = "--apply", description = "Add the rules to the cluster.")
    private boolean apply;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Map<Role, String> principals = principals();
        if (principals.isEmpty()) {
            throw new CommandFailure(2, "nobody is named. Give --streams, --monitor, --gateway or --operator.");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (apply) {
            Cluster target = cluster.open();
            out.printf("%d rules are in force.%n", add(target, principals));
        } else {
            // Names alone are needed, and no registry is asked.
            AccessRules rules = AccessRules.of(cluster.prefix(), Topics.of(cluster.prefix(), NO_REGISTRY));
            principals.forEach(
                    (role, principal) -> rules.of(role).forEach(rule -> out.println(rule.arguments(principal))));
        }
        return 0;
    }

    private static int add(Cluster target, Map<Role, String> principals) throws Exception {
        AccessRules rules = AccessRules.of(target.endpoints().prefix(), target.topics());
        List<AclBinding> bindings = principals.entrySet().stream()
                .flatMap(entry -> rules.of(entry.getKey()).stream().flatMap(rule -> rule.bindings(entry.getValue())))
                .toList();
        try (Admin admin = target.admin()) {
            admin.createAcls(bindings).all().get();
        }
        return bindings.size();
    }

    private Map<Role, String> principals() {
        Map<Role, String> named = new EnumMap<>(Role.class);
        put(named, Role.STREAMS, streams);
        put(named, Role.MONITOR, monitor);
        put(named, Role.GATEWAY, gateway);
        put(named, Role.OPERATOR, operator);
        return named;
    }

    private static void put(Map<Role, String> named, Role role, String principal) {
        if (principal != null) {
            named.put(role, principal.contains(":") ? principal : "User:" + principal);
        }
    }
}
