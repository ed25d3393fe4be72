package io.antidistill.cli;

import io.antidistill.cli.cluster.TopicReader.RawRecord;
import io.antidistill.schema.ProtectionMode;
import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import io.antidistill.schema.TraceAudit;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** Prints how each trace was sampled. */
@Command(
        name = "audit",
        header = "Print how each trace was sampled: lambda, policy, seed, KL. For operators.",
        sortOptions = false)
final class AuditCommand extends ReadCommand<TraceAudit> {
    @Override
    Topic<?, TraceAudit> topic(Topics topics) {
        return topics.traceAudit();
    }

    @Override
    void print(TraceAudit audit, RawRecord record, PrintWriter out) {
        out.printf(
                "%s  %s: %slambda %.4g (%s), policy %s v%d, tau %.3g, top-p %.3g, %d of %d tokens changed, KL mean %.3g max %.3g, %d ms%n",
                audit.getPromptId(),
                audit.getContext(),
                audit.getMode() == ProtectionMode.SHADOW ? "in shadow, " : "",
                audit.getLambda(),
                audit.getLambdaReason(),
                audit.getPolicyKey(),
                audit.getPolicyVersion(),
                audit.getTau(),
                audit.getTopP(),
                audit.getChangedTokens(),
                audit.getCompletionTokens(),
                audit.getKlMean(),
                audit.getKlMax(),
                audit.getQueueMillis() + audit.getGenerationMillis());
    }
}
