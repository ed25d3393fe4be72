package io.antidistill.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.LatestValues;
import io.antidistill.cli.cluster.RecordJson;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.ProtectionMode;
import io.antidistill.streams.generation.AskerNames;
import io.antidistill.streams.generation.ControlTables;
import io.antidistill.streams.generation.Protection;
import io.antidistill.streams.generation.ProtectionRules;
import io.antidistill.streams.policy.PolicyCatalogue;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says which policy and λ a prompt would get now, by the stream's own rules. */
@Command(
        name = "explain",
        header = "Say which policy and lambda a prompt would get now, and why, rule by rule.",
        sortOptions = false)
final class PolicyExplainCommand implements Callable<Integer> {
    @Mixin
    private ClusterOptions options;

    @Option(names = "--tenant", paramLabel = "NAME", required = true, description = "As in the prompt.")
    private String tenant;

    @Option(names = "--context", paramLabel = "NAME", required = true, description = "As in the prompt.")
    private String context;

    @Option(names = "--client", paramLabel = "NAME", required = true, description = "As in the prompt.")
    private String client;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        AskerNames.problem(tenant, client, context).ifPresent(problem -> {
            throw new CommandFailure(
                    "such a prompt is answered by nobody: it is set aside as INVALID_ID, because %s. Correct the name."
                            .formatted(problem));
        });
        Cluster cluster = options.open();
        ControlTables tables = ControlTables.of(cluster.topics(), topic -> LatestValues.readRaw(cluster, topic));
        Protection protection = new ProtectionRules(tables).forCustomer(tenant, client, context, Instant.now());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(protection));
        } else {
            print(protection, out);
        }
        return 0;
    }

    private void print(Protection protection, PrintWriter out) {
        DefensePolicy policy = protection.policy().policy();
        out.printf("lambda      %.6g%n", protection.lambda().lambda());
        out.printf("why         %s%n", protection.lambda().reason());
        out.printf(
                "mode        %s%n",
                policy.getMode() == ProtectionMode.PROTECT ? "PROTECT" : "SHADOW: measured, published plain");
        out.printf(
                "policy      %s version %d (%s)%n",
                protection.policy().key(),
                policy.getVersion(),
                protection.policy().why());
        out.printf("looked for  %s, then the strictest%n", String.join(", ", PolicyCatalogue.keys(tenant, context)));
        out.printf(
                "bounds      %.6g to %.6g, command x %.6g%n",
                policy.getLambdaMin(), policy.getLambdaMax(), policy.getLambdaMultiplier());
        out.printf("group       %s%n", protection.lambdaGroup());
        out.printf(
                "risk        %s of client %s/%s (%s)%n",
                protection.risk().level(), tenant, client, protection.risk().why());
        out.printf(
                "sampling    tau %.4g, top-p %.4g, at most %d tokens, seed %s%n",
                policy.getTau(), policy.getTopP(), policy.getMaxNewTokens(), policy.getResample());
        out.printf("on failure  %s%n", policy.getFailMode());
        out.printf(
                "waiting     priority %s, deadline %s%n",
                policy.getPriority(),
                policy.getDeadlineSeconds() == null ? "none" : policy.getDeadlineSeconds() + " s");
    }

    private ObjectNode json(Protection protection) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("tenant", tenant).put("context", context).put("client", client);
        object.put("lambda", protection.lambda().lambda())
                .put("lambdaReason", protection.lambda().reason())
                .put("killed", protection.lambda().killed());
        object.put("lambdaGroup", protection.lambdaGroup())
                .put("risk", protection.risk().level().name())
                .put("riskReason", protection.risk().why());
        object.put("policyKey", protection.policy().key())
                .put("policyReason", protection.policy().why())
                .put("policyInvalid", protection.policy().invalid());
        object.set("policy", RecordJson.of(protection.policy().policy()));
        return object;
    }
}
